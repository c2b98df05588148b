package org.fedner.aggregation.masking;

/** How a round ends when a member is silent. Fixed for an epoch; part of every mask key. */
public enum AggregationMode {
    /** Mode F: one flight; if anyone is missing the round is void and nothing is ever revealed. */
    ONE_FLIGHT('F'),
    /** Mode R: a self mask besides; the survivors' sum is recovered in two further flights. */
    RECOVERABLE('R'),
    /** Mode D: rounds on public dummy inputs whose masks are opened afterwards, to find a persistent fault. No data enters. */
    DIAGNOSTIC('D');

    private final byte code;

    AggregationMode(char code) {
        this.code = (byte) code;
    }

    /** The byte that stands for it in the round context and on the wire. */
    public byte code() {
        return code;
    }
}
