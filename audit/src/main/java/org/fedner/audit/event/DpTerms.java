package org.fedner.audit.event;

/**
 * The privacy terms of a round; what it costs is in the {@link DpReserve} that follows.
 *
 * @param mode {@code off} says in so many words that no noise was added
 */
public record DpTerms(Mode mode) {

    /** Whether noise is added, and where there is enough of it. */
    public enum Mode {
        OFF,
        /** In each platform's own upload. */
        LOCAL,
        /** In the sum alone. */
        DISTRIBUTED
    }

    /** No noise. */
    public static final DpTerms OFF = new DpTerms(Mode.OFF);
}
