package org.fedner.node.privacy;

import java.util.List;
import org.fedner.audit.event.DpReserve;

/** What one data set has cost, for people and machines. Epsilons as text, so that no digit depends on who prints it. */
public record SpentOnDataset(
        String dataset, int steps, String epsilon, double delta, String budget, int jobs, String ledgerSha256) {

    /** Of one data set's entries, at least one, in their order. */
    public static SpentOnDataset of(List<DpReserve> entries) {
        DpReserve last = entries.get(entries.size() - 1);
        return new SpentOnDataset(
                last.dataset().hex(),
                entries.size(),
                Nano.text(last.epsAfterNano()),
                last.deltaFemto() / 1e15,
                Nano.text(last.epsBudgetNano()),
                (int) entries.stream().map(DpReserve::job).distinct().count(),
                last.entrySha256().hex());
    }
}
