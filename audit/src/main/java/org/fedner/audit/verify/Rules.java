package org.fedner.audit.verify;

import java.util.List;

/** All rules, fresh for one verification. A new rule is a new class and a word here. */
final class Rules {

    private Rules() {}

    static List<Rule> withinOneLog() {
        return List.of(
                new SurvivorsReachThreshold(),
                new SpentBeforeSent(),
                new WithinBudget(),
                new ModelChain(),
                new ConstantSoftware(),
                new MonotonicTime());
    }

    static List<Rule> acrossLogs() {
        return List.of(new IngressMatchesEgress());
    }
}
