package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.List;

/** Integrity findings of one log; the first hundred are kept, an altered log can have millions. */
final class Findings {

    private static final int MOST = 100;

    private final String log;
    private final List<Finding> findings = new ArrayList<>();
    private long further;

    Findings(String log) {
        this.log = log;
    }

    void add(String rule, String file, long position, String sentence) {
        add(new Finding(Finding.Kind.INTEGRITY, rule, log, file, position, sentence));
    }

    void add(Finding finding) {
        if (findings.size() < MOST) {
            findings.add(finding);
        } else {
            further++;
        }
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>(findings);
        if (further > 0) {
            all.add(new Finding(
                    Finding.Kind.INTEGRITY, "more", log, "", -1, "and %d more findings".formatted(further)));
        }
        return all;
    }
}
