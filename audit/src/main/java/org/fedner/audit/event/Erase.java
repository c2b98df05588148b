package org.fedner.audit.event;

/**
 * The openings of one leaf's commitments were destroyed: what it commits to can no longer be shown, by anybody.
 *
 * @param entry the leaf
 * @param basis why
 */
public record Erase(long entry, Basis basis) implements Event {

    /** On what ground. */
    public enum Basis {
        /** A person asked for it (GDPR 17). */
        REQUEST,
        /** Kept as long as it had to be. */
        RETENTION,
        /** It was wrong. */
        CORRECTION
    }

    public Erase {
        Bounds.requireCount("entry", entry);
    }
}
