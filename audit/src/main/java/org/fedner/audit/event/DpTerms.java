package org.fedner.audit.event;

/**
 * The privacy terms of a round.
 *
 * @param mode {@code off} says in so many words that no noise was added
 */
public record DpTerms(Mode mode) {

    /** Whether the sum is noised. */
    public enum Mode {
        OFF
    }

    /** No noise. */
    public static final DpTerms OFF = new DpTerms(Mode.OFF);
}
