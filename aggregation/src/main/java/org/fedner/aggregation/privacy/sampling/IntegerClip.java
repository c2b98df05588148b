package org.fedner.aggregation.privacy.sampling;

/**
 * Turns one unit's gradient into integers whose norm never exceeds Delta: sensitivity as a fact about integers.
 *
 * <p>The gradient is scaled to norm C at most and then by Delta/C, rounded to integers, and, where rounding brought it above
 * Delta, every coordinate is moved one towards zero until it is not. Whatever rounding errors the scaling makes, the last
 * step is exact. Immutable.
 *
 * @param clip C, the largest Euclidean norm a unit keeps
 * @param delta Delta, that norm in quanta, at most 2^24
 */
public record IntegerClip(double clip, int delta) {

    public static final int LARGEST_DELTA = 1 << 24;

    public IntegerClip {
        if (!(clip > 0) || Double.isInfinite(clip) || delta < 1 || delta > LARGEST_DELTA) {
            throw new IllegalArgumentException("clipping to %s, %d quanta".formatted(clip, delta));
        }
    }

    /**
     * Quanta of a gradient, rounded and within Delta.
     *
     * @param gradient of one unit, over all that the mechanism releases or keeps from it
     * @return whether it was longer than C
     * @throws UnitNotFiniteException if a coordinate is no finite number
     */
    public boolean quantise(float[] gradient, int[] quanta) {
        double square = 0;
        for (int j = 0; j < gradient.length; j++) {
            double value = requireFinite(gradient[j], j);
            square += value * value;
        }
        double norm = Math.sqrt(square);
        double scale = delta / Math.max(norm, clip);
        for (int j = 0; j < gradient.length; j++) {
            quanta[j] = (int) Math.rint(gradient[j] * scale);
        }
        while (square(quanta) > (long) delta * delta) {
            shrink(quanta);
        }
        return norm > clip;
    }

    static double requireFinite(float value, int index) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            throw new UnitNotFiniteException(index);
        }
        return value;
    }

    /** Exact: every coordinate is at most Delta + 1. */
    private static long square(int[] quanta) {
        long square = 0;
        for (int value : quanta) {
            square = Math.addExact(square, (long) value * value);
        }
        return square;
    }

    private static void shrink(int[] quanta) {
        for (int j = 0; j < quanta.length; j++) {
            quanta[j] -= Integer.signum(quanta[j]);
        }
    }
}
