package org.fedner.node.privacy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DpTerms;

/** What is promised, to whom, against whom, and what is not: sentences for who has to sign them. */
public final class PrivacyStatement {
    private static final int FEMTO_DECIMALS = 15;

    /** What is said where no noise is added. */
    public static final List<String> NONE = List.of(
            "No differential privacy. No noise is added, so there is no bound on what the sums and the trained model say about one"
                    + " patient.",
            "What protects: nobody but the hospital sees its own gradient; the server and every member see exact sums over all"
                    + " members (docs/threat-model.md).");

    private PrivacyStatement() {}

    /**
     * Of everything that was spent, as the entries have it.
     *
     * @param entries of one data set, in their order
     */
    public static List<String> of(List<DpReserve> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        DpReserve last = entries.get(entries.size() - 1);
        Spending spending = new Spending();
        entries.forEach(entry -> spending.add(entry.mechanism()));
        long epsilon = spending.epsilonNano(last.deltaFemto());
        List<String> lines = new ArrayList<>();
        lines.add("Differential privacy: epsilon %s at delta %s, spent by %d steps on data set %s."
                .formatted(
                        Nano.text(epsilon),
                        delta(last.deltaFemto()),
                        entries.size(),
                        last.dataset().hex()));
        lines.add("This site allows epsilon %s.".formatted(Nano.text(last.epsBudgetNano())));
        for (Map.Entry<DpMechanism, Long> part : spending.steps().entrySet()) {
            lines.addAll(mechanism(part.getKey(), part.getValue()));
        }
        lines.add(
                "Accountant: %s, Rényi divergence at integer orders from 2 to 4096, converted as Canonne, Kamath and Steinke"
                                .formatted(Spending.ACCOUNTANT)
                        + " (2020, proposition 12); an upper bound. Every attempt counts, whatever became of it.");
        lines.add(
                "Covered: all that other parties receive of this site's training data, and the private module, which is"
                        + " trained from the same clipped and noised steps.");
        lines.add(
                "Not covered: scores on this site's own dev and test data, and choosing the best state by them; all of these stay on"
                        + " site. How many platforms take part, when, and for how long each round takes. What the job's word vectors, tags and"
                        + " settings were chosen by. Whatever this site does with its data elsewhere.");
        return lines;
    }

    private static List<String> mechanism(DpMechanism m, long steps) {
        List<String> lines = new ArrayList<>();
        boolean isPatient = m.unit() == DatasetBind.Unit.PATIENT;
        lines.add(
                "%d steps of mode %s: whether all notes of one %s at this site were used or not changes no probability of what was"
                                .formatted(
                                        steps,
                                        m.mode().name().toLowerCase(Locale.ROOT),
                                        isPatient ? "patient" : "sentence")
                        + " sent by more than epsilon and delta say.");
        if (!isPatient) {
            lines.set(
                    0,
                    "%d steps of mode %s: whether one sentence was used or not changes no probability of what was sent by more than"
                                    .formatted(steps, m.mode().name().toLowerCase(Locale.ROOT))
                            + " epsilon and delta say.");
            lines.add(
                    "The unit is ONE SENTENCE. About a patient with several sentences this promises much less: with fifty it"
                            + " promises nothing of use.");
        }
        lines.add(
                "Noise multiplier %s (%d quanta on a sensitivity of %d), sampling rate %s, each unit drawn by itself and in secret."
                        .formatted(
                                Spending.noise(m) * m.platformsPerUnit(),
                                m.sigma(),
                                m.sensitivity(),
                                BigDecimal.valueOf(m.rateBillionths(), 9)
                                        .stripTrailingZeros()
                                        .toPlainString()));
        if (m.mode() == DpTerms.Mode.LOCAL) {
            lines.add("Holds against everyone who sees this site's uploads, with the secure sum or without it.");
        } else {
            lines.add(
                    ("Holds against the server and up to %d of the platforms together (a curious platform is one of them), if the"
                                    + " other platforms add their noise: at least %d are in every sum, each honest one adds %d quanta.")
                            .formatted(m.colluders(), m.survivors(), m.share()));
            lines.add(
                    "It rests on the secure sum: who could open single uploads would see one share of the noise only.");
        }
        lines.add("Assumed: %s is at %d platform%s at most; every unit's notes are marked as one unit."
                .formatted(
                        isPatient ? "a patient" : "a sentence",
                        m.platformsPerUnit(),
                        m.platformsPerUnit() == 1 ? "" : "s"));
        return lines;
    }

    /** Units of 10^-15 as people write them. */
    static String delta(long femto) {
        return BigDecimal.valueOf(femto, FEMTO_DECIMALS).stripTrailingZeros().toString();
    }
}
