package org.fedner.aggregation.protocol;

/** What a round's vector holds. */
public enum RoundKind {
    /** Round 0: one word, the rounded number of training sentences. */
    SIZE,
    /**
     * Only the rows that the next round will touch: in a job with a table by rows, the first round after the sizes, and every
     * attempt after a void, because the rows found for the voided batch are of no use to another.
     */
    ROWS,
    /** Counts and gradient; in a job with a table by rows also the rows that the next round will touch. */
    TRAINING,
    /** Mode D: a public input, whose masks are opened afterwards. No state changes. */
    DUMMY
}
