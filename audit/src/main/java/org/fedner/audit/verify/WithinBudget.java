package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpBlock;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;

/**
 * R5: no step was spent beyond the budget, entries of a data set follow each other and never cost less than those before, a job
 * that was stopped spends nothing more under that budget, and a budget rises only after two persons wrote that they changed it.
 */
final class WithinBudget implements Rule {

    private record Ledger(String log, DatasetId dataset) {}

    private record Budget(JobId job, DatasetId dataset, long nano) {}

    /** A budget, and where in its log it was first stated. */
    private record Stated(long nano, long seq) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Map<Ledger, DpReserve> last = new HashMap<>(); // a site has one log a job, read in any order
    private final Map<Budget, Boolean> stopped = new HashMap<>();
    private final Map<Ledger, Stated> budgets = new HashMap<>();
    private final Map<String, Long> changes = new HashMap<>(); // the last one of a log

    @Override
    public String name() {
        return "R5";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof DpReserve reserve) {
            budget(place, leaf, reserve.dataset(), reserve.epsBudgetNano());
            DpReserve before = last.put(new Ledger(place.log(), reserve.dataset()), reserve);
            require(
                    reserve.epsAfterNano() <= reserve.epsBudgetNano(),
                    place,
                    leaf,
                    "a step was spent beyond the budget");
            require(reserve.epsAfterNano() >= reserve.epsBeforeNano(), place, leaf, "a step gives privacy back");
            require(
                    before == null || reserve.entry() > before.entry(),
                    place,
                    leaf,
                    "the ledger's entries do not increase");
            boolean follows = before != null
                    && before.entry() + 1 == reserve.entry()
                    && before.deltaFemto() == reserve.deltaFemto();
            require(
                    !follows || before.epsAfterNano() == reserve.epsBeforeNano(),
                    place,
                    leaf,
                    "a step does not begin with what was spent before");
            require(
                    !stopped.containsKey(new Budget(reserve.job(), reserve.dataset(), reserve.epsBudgetNano())),
                    place,
                    leaf,
                    "a step after the budget was exhausted");
        } else if (leaf.event() instanceof DpBlock block) {
            budget(place, leaf, block.dataset(), block.epsBudgetNano());
            stopped.put(new Budget(block.job(), block.dataset(), block.epsBudgetNano()), true);
        } else if (leaf.event() instanceof Admin admin && admin.action() == Admin.Action.BUDGET_CHANGE) {
            changes.put(place.log(), leaf.seq());
        }
    }

    /** A change counts once, for the first greater budget after it; that it took two persons is the entry's own form. */
    private void budget(Place place, Leaf leaf, DatasetId dataset, long nano) {
        Ledger ledger = new Ledger(place.log(), dataset);
        Stated before = budgets.get(ledger);
        if (before != null && before.nano() == nano) {
            return;
        }
        budgets.put(ledger, new Stated(nano, leaf.seq()));
        boolean isChanged = before != null && changes.getOrDefault(place.log(), -1L) > before.seq();
        require(
                before == null || nano < before.nano() || isChanged,
                place,
                leaf,
                "the budget rises without an entry of two persons who changed it");
    }

    private void require(boolean holds, Place place, Leaf leaf, String sentence) {
        if (!holds) {
            findings.add(place.violates(this, leaf.seq(), sentence));
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
