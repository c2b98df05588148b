package org.fedner.aggregation.encoding;

/**
 * Floats to words of Z_2^64, one tile at a time.
 *
 * <p>In double precision: gradient and residual add up without loss unless they are 2^29 apart, and what is above 2^53 steps
 * has no fraction to round.
 */
final class Quantiser64 {

    private static final int FRACTION_BITS = 32;
    private static final double FRACTION_UNITS = 1L << FRACTION_BITS;
    private static final long RANDOM_BITS = 0xffff_ffffL;

    private Quantiser64() {}

    /**
     * As {@link Quantiser32#quantise}, with 32 bits of fraction.
     *
     * @return the number of coordinates whose magnitude reached {@code largest}, and was clipped to it
     */
    static int quantise(
            float[] gradient,
            float[] carried,
            float[] leftOver,
            int[] random,
            int from,
            int to,
            double step,
            long largest,
            long[] words,
            int offset) {
        double scale = 1 / step; // exact: a power of two
        double fractionStep = step / FRACTION_UNITS;
        int saturated = 0;
        for (int j = from; j < to; j++) {
            double sum = (double) gradient[j] + carried[j];
            double value = sum * scale;
            long whole = (long) value; // saturates, never wraps
            if (whole >= largest || whole <= -largest) {
                words[offset + j] = whole > 0 ? largest : -largest;
                double rest = sum - words[offset + j] * step;
                leftOver[j] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, rest));
                saturated++;
            } else {
                long fraction = (long) ((value - whole) * FRACTION_UNITS);
                long carry = (fraction + (random[j - from] & RANDOM_BITS)) >> FRACTION_BITS;
                words[offset + j] = whole + carry;
                leftOver[j] = (float) ((fraction - (carry << FRACTION_BITS)) * fractionStep);
            }
        }
        return saturated;
    }
}
