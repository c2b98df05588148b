package org.fedner.aggregation.privacy.sampling;

import java.util.Arrays;

/**
 * The sum of units' clipped gradients, in integers: adding or removing one unit moves it by a vector of norm Delta at most.
 *
 * <p>A unit's gradient comes in parts (one module that is summed with other platforms', one that stays on site), which are clipped
 * as one vector. It is scaled to norm C at most and by Delta/C, and rounded; then its integers' square sum is bounded, or computed
 * exactly, and compared with Delta². Where it is above, the unit is scaled anew a little shorter, and, if that does not help,
 * moved towards zero by one in every coordinate until it is not. So whatever floating point did before, what is added has a
 * norm of Delta at most.
 *
 * <p>A unit is read twice and written nowhere: block by block it is rounded, looked at and added. In the rare case that it was
 * too long after all it is taken away again, which integers allow. Allocates nothing for a unit. Owned by one thread; prints
 * sizes only.
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
    private final float[][] quanta; // of a unit that was too long, otherwise unused
    private final float[][] near; // of the last few units, exact
    private final long[][] sums;
    private final int[][] whole;
    private final LaneSquares squares = new LaneSquares();
    private final float[] block = new float[LaneSquares.LANES];
    private final float[] ofNear = new float[LaneSquares.LANES];
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
        this.whole = Arrays.stream(sizes).mapToObj(size -> new int[] {0, size}).toArray(int[][]::new);
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

    /** The same where nothing is known to be zero. */
    public void add(float[]... parts) {
        add(parts, whole);
    }

    /**
     * Clips one unit's gradient and adds it.
     *
     * @param parts as many and as long as at construction; not changed
     * @param stretches of each part {@code from, to, from, to ..}, ascending: outside of these it is zero
     * @throws UnitNotFiniteException if a coordinate is no finite number; nothing is added then
     */
    public void add(float[][] parts, int[][] stretches) {
        double norm = Math.sqrt(square(parts, stretches));
        double scale = clip.delta() / Math.max(norm, clip.clip()) * (norm > clip.clip() ? shorter : 1);
        long most = (long) clip.delta() * clip.delta();
        boolean isPlain = scale <= Float.MAX_VALUE && scale >= Float.MIN_NORMAL;
        if (!isPlain || addRounded(parts, stretches, (float) scale, 1) > most) {
            if (isPlain) {
                addRounded(parts, stretches, (float) scale, -1);
            }
            addShortened(parts, scale, most);
        }
        if (++pending == unitsInNear) {
            settle();
        }
    }

    /**
     * Rounds a unit times the scale and adds it, or takes it away.
     *
     * @return a bound from above on its integers' square sum
     */
    private double addRounded(float[][] parts, int[][] stretches, float scale, float sign) {
        squares.clear();
        for (int part = 0; part < parts.length; part++) {
            for (int i = 0; i < stretches[part].length; i += 2) {
                int to = stretches[part][i + 1];
                int from = stretches[part][i];
                for (; from + block.length <= to; from += block.length) {
                    System.arraycopy(parts[part], from, block, 0, block.length);
                    round(block, scale, block);
                    squares.add(block);
                    System.arraycopy(near[part], from, ofNear, 0, block.length);
                    addTimes(ofNear, sign, block);
                    System.arraycopy(ofNear, 0, near[part], from, block.length);
                }
                addRounded(parts[part], from, to, scale, sign, near[part]);
            }
        }
        return squares.atMost();
    }

    /** The same of a stretch that is shorter than a block. */
    private void addRounded(float[] values, int from, int to, float scale, float sign, float[] target) {
        for (int j = from; j < to; j++) {
            float rounded = values[j] * scale + ROUNDING;
            block[j - from] = rounded - ROUNDING;
            target[j] += sign * block[j - from];
        }
        squares.add(block, 0, to - from);
    }

    /** A unit that rounding made too long, or whose scale is no ordinary number: looked at exactly, and shortened. */
    private void addShortened(float[][] parts, double first, long most) {
        double scale = first;
        quantise(parts, scale);
        double square = exactSquare(quanta);
        for (int i = 0; i < RESCALINGS && square > most; i++) {
            // A little shorter before rounding. It need not be enough.
            scale *= Math.sqrt(most / square) * (1 - 0x1p-20);
            quantise(parts, scale);
            square = exactSquare(quanta);
        }
        while (square > most) {
            square = shrink();
        }
        for (int part = 0; part < near.length; part++) {
            addTimes(near[part], 1, quanta[part]);
        }
    }

    /** Of a unit before it is rounded: it need not be exact, since its integers are looked at again. */
    private double square(float[][] parts, int[][] stretches) {
        if (parts.length != sums.length || stretches.length != sums.length) {
            throw new IllegalArgumentException("%d parts of a unit, not %d".formatted(parts.length, sums.length));
        }
        squares.clear();
        for (int part = 0; part < parts.length; part++) {
            if (parts[part].length != sums[part].length) {
                throw new IllegalArgumentException(
                        "a part of %d coordinates, not %d".formatted(parts[part].length, sums[part].length));
            }
            for (int i = 0; i < stretches[part].length; i += 2) {
                squares.add(parts[part], stretches[part][i], stretches[part][i + 1]);
            }
        }
        double lanes = squares.atMost();
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

    /** In doubles, exact for integers up to 2^53; above that a sum stays above every Delta². */
    private static double exactSquare(float[][] parts) {
        double square = 0;
        for (float[] part : parts) {
            square += LaneSquares.squares(part, 0, part.length);
        }
        return square;
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

    /** Whole arrays from their first number on: only so does the compiler turn these loops into vector instructions. */
    private static void round(float[] values, float scale, float[] target) {
        for (int j = 0; j < target.length; j++) {
            float rounded = values[j] * scale + ROUNDING;
            target[j] = rounded - ROUNDING;
        }
    }

    private static void addTimes(float[] target, float sign, float[] values) {
        for (int j = 0; j < target.length; j++) {
            target[j] += sign * values[j];
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
