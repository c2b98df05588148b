package org.fedner.audit.verify;

import java.util.List;
import org.fedner.audit.note.TrustPolicy;

/** All rules, fresh for one verification. A new rule is a new class and a word here. */
public final class Rules {

    private Rules() {}

    static List<Rule> withinOneLog(TrustPolicy policy) {
        return List.of(
                new SurvivorsReachThreshold(),
                new SpentBeforeSent(),
                new WithinBudget(),
                new ModelChain(),
                new ConstantSoftware(),
                new RoundsAreWitnessed(policy),
                new MonotonicTime(),
                new EgressWithinCap(),
                new OpeningsHold());
    }

    /** R1 alone. */
    public static Rule transfers() {
        return new IngressMatchesEgress();
    }

    static List<Rule> acrossLogs(TrustPolicy policy) {
        return List.of(
                new IngressMatchesEgress(), new OneKindOfShare(), new OneHistory(policy), new OneSuccession(policy));
    }
}
