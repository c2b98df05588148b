package org.fedner.node.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The findings so far, each told as soon as it is there. */
final class Checklist {
    private final Consumer<Finding> told;
    private final List<Finding> findings = new ArrayList<>();

    Checklist(Consumer<Finding> told) {
        this.told = told;
    }

    void add(Finding finding) {
        findings.add(finding);
        told.accept(finding);
    }

    /** Runs the check if what it needs is there. */
    <T> void given(Optional<T> needed, String check, Function<T, Finding> run) {
        add(needed.map(run).orElseGet(() -> Finding.skipped(check, "needs what failed above")));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
