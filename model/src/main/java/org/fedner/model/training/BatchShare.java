package org.fedner.model.training;

/** How many examples of the global batch a platform draws: |S_i| / sum |S_j|, at least one (paper, section 3.3). */
public final class BatchShare {
    private BatchShare() {}

    /** Rounded to the nearest; {@code size} and {@code sumOfSizes} as they went through the size round. */
    public static int of(int globalBatch, long size, long sumOfSizes) {
        if (globalBatch < 1 || size < 1 || sumOfSizes < size) {
            throw new IllegalArgumentException(
                    "global batch %d, size %d of %d".formatted(globalBatch, size, sumOfSizes));
        }
        return (int) Math.max(1, Math.round((double) globalBatch * size / sumOfSizes));
    }
}
