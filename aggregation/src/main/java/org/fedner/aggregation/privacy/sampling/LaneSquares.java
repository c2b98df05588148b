package org.fedner.aggregation.privacy.sampling;

import java.util.Arrays;

/**
 * A bound from above on a square sum, several times as fast as the exact one.
 *
 * <p>Squares are added in floats, in {@value #LANES} lanes side by side. Every operation is rounded by one part in 2^24 at most and
 * nothing is subtracted, so of n numbers a lane is below the truth by at most a factor (1 + 2^-24)^(n / LANES + 2); the sum is
 * multiplied by more than that. Stretches shorter than the lanes are added in doubles. Whatever underflows is left to whoever
 * asks: integers do not.
 */
final class LaneSquares {
    static final int LANES = 1024;

    /** By how much a bound is above the true sum for each number, more than it can be: of 2^-24 twice, over the lanes. */
    static final double LOOSENESS = 0x1p-22 / LANES;

    /** Between these a sum of squares has neither lost anything to underflow that matters, nor overflowed. */
    static final double SMALLEST_EXACT = 1e-25;

    static final double LARGEST_EXACT = 1e35;

    private final float[] lanes = new float[LANES];
    private final float[] block = new float[LANES];
    private double rest;
    private long inLanes;

    /** Back to nothing. */
    void clear() {
        Arrays.fill(lanes, 0f);
        rest = 0;
        inLanes = 0;
    }

    /** Adds the squares of {@code values[from .. to)}. */
    void add(float[] values, int from, int to) {
        int at = from;
        for (; at + LANES <= to; at += LANES) {
            System.arraycopy(values, at, block, 0, LANES);
            add(block);
        }
        rest += squares(values, at, to);
    }

    /** Adds the squares of a block of exactly so many values as there are lanes. */
    void add(float[] block) {
        add(block, lanes);
        inLanes += LANES;
    }

    /** At least the sum of all squares; infinite or not a number if one of them is. */
    double atMost() {
        double sum = rest;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum * (1 + 0x1p-23 * (inLanes / (double) LANES + 4));
    }

    /**
     * In doubles, four sums side by side, which do not wait for each other. Of integers exact: doubles add these exactly up to
     * 2^53.
     */
    static double squares(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = from;
        for (; j + 3 < to; j += 4) {
            a += (double) values[j] * values[j];
            b += (double) values[j + 1] * values[j + 1];
            c += (double) values[j + 2] * values[j + 2];
            d += (double) values[j + 3] * values[j + 3];
        }
        for (; j < to; j++) {
            a += (double) values[j] * values[j];
        }
        return a + b + (c + d);
    }

    /** Whole arrays from their first number on: only so does the compiler turn the loop into vector instructions. */
    private static void add(float[] block, float[] lanes) {
        for (int j = 0; j < lanes.length; j++) {
            lanes[j] += block[j] * block[j];
        }
    }
}
