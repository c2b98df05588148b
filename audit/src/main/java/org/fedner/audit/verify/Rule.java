package org.fedner.audit.verify;

import java.util.List;
import org.fedner.audit.event.Leaf;

/**
 * One thing that must hold among the leaves. Sees every leaf once, log after log, in order; one instance serves one
 * verification.
 */
public interface Rule {

    /** Its name in AUDIT tables and reports, such as {@code R1}. */
    String name();

    /** Takes note of a leaf. */
    void on(Place place, Leaf leaf);

    /** A log was read to its end; this is what is known of it without the rules. */
    default void inspected(LogReport report) {}

    /** What is wrong, after the last leaf. */
    List<Finding> conclude();

    /** What could not be checked, and why. */
    default List<String> notices() {
        return List.of();
    }

    /**
     * Where a leaf was found.
     *
     * @param log  the log's directory
     * @param file relative to it
     */
    record Place(String log, String file) {
        /** A violation that signatures prove: exit code 6. */
        Finding contradicts(Rule rule, long index, String sentence) {
            return new Finding(Finding.Kind.INTEGRITY, rule.name(), log, file, index, sentence);
        }

        Finding violates(Rule rule, long index, String sentence) {
            return new Finding(Finding.Kind.SEMANTIC, rule.name(), log, file, index, sentence);
        }
    }
}
