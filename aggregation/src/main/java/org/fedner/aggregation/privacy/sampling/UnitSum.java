package org.fedner.aggregation.privacy.sampling;

import java.util.Arrays;

/**
 * The sum of units' clipped gradients, in integers: adding or removing one unit moves it by a vector of norm Delta at most.
 *
 * <p>A unit's gradient comes in parts (one module that is summed with other platforms', one that stays on site), which are clipped
 * as one vector. It is scaled to norm C at most and by Delta/C, and rounded; then its integers' square sum is bounded, or computed
 * exactly, and compared with Delta². Where it is above, the unit is scaled anew a little shorter, and, if that does not help,
 * moved towards zero by one in every coordinate until it is not. So whatever floating point did before, what is added has a
 * norm of Delta at most. Allocates nothing for a unit. Owned by one thread; prints sizes only.
 */
public final class UnitSum {
    /** Adding this and taking it away rounds a float below 2^22 to the nearest integer, ties to even. */
    private static final float ROUNDING = 12_582_912f; // 1.5 · 2^23

    /** A float adds integers exactly up to this. */
    private static final int EXACT = 1 << 24;

    /** Largest Delta: quanta must round exactly as floats. */
    public static final int LARGEST_DELTA = 1 << 20;

    private static final int RESCALINGS = 8;

    private final IntegerClip clip;
    private final float[][] quanta;
    private final float[][] near; // of the last few units, exact
    private final long[][] sums;
    private final int unitsInNear;
    private final double shorter; // before rounding, so that it need not be done again
    private int pending;

    /** @param sizes coordinates of each part */
    public UnitSum(IntegerClip clip, int... sizes) {
        if (clip.delta() > LARGEST_DELTA) {
            throw new IllegalArgumentException(
                    "%d quanta in the norm, at most %d".formatted(clip.delta(), LARGEST_DELTA));
        }
        this.clip = clip;
        this.unitsInNear = EXACT / clip.delta();
        this.shorter = shorter(Arrays.stream(sizes).asLongStream().sum(), clip.delta());
        this.quanta = Arrays.stream(sizes).mapToObj(float[]::new).toArray(float[][]::new);
        this.near = Arrays.stream(sizes).mapToObj(float[]::new).toArray(float[][]::new);
        this.sums = Arrays.stream(sizes).mapToObj(long[]::new).toArray(long[][]::new);
    }

    /** Rounding adds a twelfth to each coordinate's square, at most; and the bound of the fast sum is not tight. */
    private static double shorter(long coordinates, int delta) {
        double longer = coordinates / (12.0 * delta * delta) + LaneSquares.LOOSENESS * coordinates;
        return longer > 0.5 ? 1 : Math.sqrt(1 - longer);
    }

    /** Back to zero. */
    public void clear() {
        for (int part = 0; part < sums.length; part++) {
            Arrays.fill(near[part], 0f);
            Arrays.fill(sums[part], 0L);
        }
        pending = 0;
    }

    /**
     * Clips one unit's gradient and adds it.
     *
     * @param parts as many and as long as at construction; not changed
     * @throws IllegalArgumentException if a coordinate is no finite number; nothing is added then, and the message names its
     *     index only
     */
    public void add(float[]... parts) {
        double norm = Math.sqrt(square(parts));
        double scale = clip.delta() / Math.max(norm, clip.clip()) * (norm > clip.clip() ? shorter : 1);
        long most = (long) clip.delta() * clip.delta();
        quantise(parts, scale);
        if (LaneSquares.atMost(quanta) > most) {
            double square = exactSquare(quanta);
            for (int i = 0; i < RESCALINGS && square > most; i++) {
                // Rounding made it longer: a little shorter before rounding. It need not be enough.
                scale *= Math.sqrt(most / square) * (1 - 0x1p-20);
                quantise(parts, scale);
                square = exactSquare(quanta);
            }
            while (square > most) {
                square = shrink();
            }
        }
        for (int part = 0; part < near.length; part++) {
            addTo(near[part], quanta[part]);
        }
        if (++pending == unitsInNear) {
            settle();
        }
    }

    /** Of a unit before it is rounded: it need not be exact, since its integers are looked at again. */
    private double square(float[][] parts) {
        if (parts.length != sums.length) {
            throw new IllegalArgumentException("%d parts of a unit, not %d".formatted(parts.length, sums.length));
        }
        for (int part = 0; part < parts.length; part++) {
            if (parts[part].length != sums[part].length) {
                throw new IllegalArgumentException(
                        "a part of %d coordinates, not %d".formatted(parts[part].length, sums[part].length));
            }
        }
        double lanes = LaneSquares.atMost(parts);
        if (lanes > LaneSquares.SMALLEST_EXACT && lanes < LaneSquares.LARGEST_EXACT) {
            return lanes;
        }
        for (float[] part : parts) {
            for (int j = 0; j < part.length; j++) {
                IntegerClip.requireFinite(part[j], j);
            }
        }
        return exactSquare(parts);
    }

    /**
     * In doubles. Of integers exact: doubles add these exactly up to 2^53, and above that a sum stays above every Delta².
     */
    private static double exactSquare(float[][] parts) {
        double square = 0;
        for (float[] part : parts) {
            square += squareSum(part);
        }
        return square;
    }

    /** Four sums side by side, which do not wait for each other. */
    private static double squareSum(float[] values) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < values.length; j += 4) {
            a += (double) values[j] * values[j];
            b += (double) values[j + 1] * values[j + 1];
            c += (double) values[j + 2] * values[j + 2];
            d += (double) values[j + 3] * values[j + 3];
        }
        for (; j < values.length; j++) {
            a += (double) values[j] * values[j];
        }
        return a + b + (c + d);
    }

    /** Rounds all parts times the scale into {@code quanta}. */
    private void quantise(float[][] parts, double scale) {
        for (int part = 0; part < parts.length; part++) {
            if (scale <= Float.MAX_VALUE && scale >= Float.MIN_NORMAL) {
                round(parts[part], (float) scale, quanta[part]);
            } else {
                for (int j = 0; j < quanta[part].length; j++) {
                    quanta[part][j] = (float) Math.rint(parts[part][j] * scale);
                }
            }
        }
    }

    /** Static and free of fields so that the compiler turns the loops into vector instructions. */
    private static void round(float[] values, float scale, float[] target) {
        for (int j = 0; j < target.length; j++) {
            float rounded = values[j] * scale + ROUNDING;
            target[j] = rounded - ROUNDING;
        }
    }

    private static void addTo(float[] target, float[] values) {
        for (int j = 0; j < target.length; j++) {
            target[j] += values[j];
        }
    }

    private double shrink() {
        for (float[] part : quanta) {
            for (int j = 0; j < part.length; j++) {
                part[j] -= Math.signum(part[j]);
            }
        }
        return exactSquare(quanta);
    }

    private void settle() {
        for (int part = 0; part < sums.length; part++) {
            for (int j = 0; j < sums[part].length; j++) {
                sums[part][j] += (long) near[part][j];
            }
            Arrays.fill(near[part], 0f);
        }
        pending = 0;
    }

    /** One part's sum so far: the array itself, to which noise is added in place. */
    public long[] part(int index) {
        settle();
        return sums[index];
    }

    @Override
    public String toString() {
        return "UnitSum[" + sums.length + " parts]";
    }
}
