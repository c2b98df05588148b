package org.fedner.aggregation.privacy.sampling;

/**
 * A bound from above on a square sum, several times as fast as the exact one.
 *
 * <p>Squares are added in floats, in {@value #LANES} lanes side by side. Every operation is rounded by one part in 2^24 at most and
 * nothing is subtracted, so of n numbers a lane is below the truth by at most a factor (1 + 2^-24)^(n / LANES + 2); the sum is
 * multiplied by more than that. Whatever underflows is left to whoever asks: integers do not.
 */
final class LaneSquares {
    private static final int LANES = 1024;

    /** By how much a bound is above the true sum for each number, more than it can be: of 2^-24 twice, over the lanes. */
    static final double LOOSENESS = 0x1p-22 / LANES;

    /** Between these a sum of squares has neither lost anything to underflow that matters, nor overflowed. */
    static final double SMALLEST_EXACT = 1e-25;

    static final double LARGEST_EXACT = 1e35;

    private LaneSquares() {}

    /** At least the sum of all squares; infinite or not a number if one of them is. */
    static double atMost(float[][] parts) {
        double sum = 0;
        long count = 0;
        for (float[] part : parts) {
            float[] lanes = new float[LANES];
            int from = 0;
            for (; from + LANES <= part.length; from += LANES) {
                add(part, from, lanes);
            }
            for (float lane : lanes) {
                sum += lane;
            }
            for (; from < part.length; from++) {
                sum += (double) part[from] * part[from];
            }
            count += part.length;
        }
        return sum * (1 + 0x1p-23 * (count / (double) LANES + 4));
    }

    /** Static and free of fields so that the compiler turns the loop into vector instructions. */
    private static void add(float[] values, int from, float[] lanes) {
        for (int j = 0; j < LANES; j++) {
            lanes[j] += values[from + j] * values[from + j];
        }
    }
}
