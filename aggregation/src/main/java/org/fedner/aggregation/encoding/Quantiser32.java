package org.fedner.aggregation.encoding;

/** Floats to words of Z_2^32, one tile at a time. */
final class Quantiser32 {

    /** A float32 has 24 significant bits, so a fraction of so many bits is exact wherever it matters. */
    private static final int FRACTION_BITS = 24;

    private static final int FRACTION_SHIFT = Integer.SIZE - FRACTION_BITS;
    private static final float FRACTION_UNITS = 1 << FRACTION_BITS;

    private Quantiser32() {}

    /**
     * Encodes the coordinates {@code [from, to)} of {@code gradient + carried} and writes what is left over of each.
     *
     * @param random a word of 32 random bits for each coordinate, from index 0
     * @param step 2^-e, what one unit of a word is worth
     * @param largest magnitude of a word
     * @param offset of the gradient in {@code words}
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
            int largest,
            int[] words,
            int offset) {
        int saturated = round(gradient, carried, leftOver, random, from, to, (float) step, largest, words, offset);
        if (saturated > 0) {
            for (int j = from; j < to; j++) {
                double rest = (double) gradient[j] + carried[j] - words[offset + j] * step;
                leftOver[j] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, rest));
            }
        }
        return saturated;
    }

    /**
     * The inner loop: integer part and 24 bits of fraction, to which 24 random bits are added; the carry rounds.
     *
     * <p>Two conversions to float a coordinate and none to double, because HotSpot before JDK 22 lets conversions wait for
     * one another through the upper half of their register: with six of them this loop took 1.3 or 4.7 ms, by chance.
     *
     * @return how many coordinates reached the capacity; their left-over is the caller's to compute
     */
    private static int round(
            float[] gradient,
            float[] carried,
            float[] leftOver,
            int[] random,
            int from,
            int to,
            float step,
            int largest,
            int[] words,
            int offset) {
        float scale = 1 / step; // exact: a power of two
        float fractionStep = step / FRACTION_UNITS;
        int saturated = 0;
        for (int j = from; j < to; j++) {
            float value = (gradient[j] + carried[j]) * scale;
            int whole = (int) value; // saturates, never wraps
            if (whole >= largest || whole <= -largest) {
                words[offset + j] = whole > 0 ? largest : -largest;
                saturated++;
            } else {
                int fraction = (int) ((value - whole) * FRACTION_UNITS);
                int carry = (fraction + (random[j - from] >>> FRACTION_SHIFT)) >> FRACTION_BITS;
                words[offset + j] = whole + carry;
                leftOver[j] = (fraction - (carry << FRACTION_BITS)) * fractionStep;
            }
        }
        return saturated;
    }
}
