package org.fedner.audit.witness;

/**
 * How many witnesses a checkpoint needs. Two sets of k out of n share at least 2k - n, of whom f may lie: if
 * {@code 2k - n > f}, whoever shows two histories with k cosignatures each needs one honest witness to cosign both, which it
 * does not. Below that bound a split is only found later, by comparing checkpoints.
 *
 * @param witnesses n
 * @param quorum    k
 * @param colluders f
 */
public record WitnessTerms(int witnesses, int quorum, int colluders) {

    /** A signed note has room for so many lines beside the log's own. */
    public static final int MOST_WITNESSES = 99;

    public WitnessTerms {
        if (witnesses < 1 || quorum < 1 || quorum > witnesses || colluders < 0) {
            throw new IllegalArgumentException(
                    "%d witnesses, quorum %d, %d colluders".formatted(witnesses, quorum, colluders));
        }
    }

    /**
     * The smallest quorum above the bound, or all witnesses where even that is below it.
     *
     * @param members of the epoch; at most {@value #MOST_WITNESSES} of them witness
     */
    public static WitnessTerms of(int members, int colluders) {
        int witnesses = Math.min(members, MOST_WITNESSES);
        return new WitnessTerms(witnesses, Math.min(witnesses, (witnesses + colluders) / 2 + 1), colluders);
    }

    /** Whether two quorums always share an honest witness. */
    public boolean preventsSplitViews() {
        return 2L * quorum - witnesses > colluders;
    }

    /** The bound in numbers. */
    @Override
    public String toString() {
        return "%d of %d witnesses, 2*%d-%d=%d %s %d colluders"
                .formatted(
                        quorum,
                        witnesses,
                        quorum,
                        witnesses,
                        2 * quorum - witnesses,
                        preventsSplitViews() ? ">" : "<=",
                        colluders);
    }
}
