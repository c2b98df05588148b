package org.fedner.node.preflight;

/**
 * One line of a preflight.
 *
 * @param check what was looked at, one word
 * @param fault exact name of the fault, for scripts and docs/operations.md; empty if there is none
 * @param sentence what was found and, for a fault, what to do; public values only
 */
public record Finding(String check, State state, String fault, String sentence) {

    /** How it stands. */
    public enum State {
        OK,
        /** The party would run, but somebody should look. */
        WARNING,
        /** The party would not run, or not for its purpose. */
        FAULT,
        /** Needs something that failed before. */
        SKIPPED
    }

    static Finding ok(String check, String sentence) {
        return new Finding(check, State.OK, "", sentence);
    }

    static Finding warning(String check, Enum<?> fault, String sentence) {
        return new Finding(check, State.WARNING, fault.name(), sentence);
    }

    static Finding fault(String check, Enum<?> fault, String sentence) {
        return new Finding(check, State.FAULT, fault.name(), sentence);
    }

    static Finding skipped(String check, String sentence) {
        return new Finding(check, State.SKIPPED, "", sentence);
    }
}
