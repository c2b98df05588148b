package org.fedner.aggregation.protocol;

/** A rule that must hold after every event does not. */
final class BrokenInvariant extends AssertionError {

    private static final long serialVersionUID = 1L;

    BrokenInvariant(String rule, String where) {
        super(rule + ": " + where);
    }
}
