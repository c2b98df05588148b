package org.fedner.aggregation.privacy.sampling;

import java.util.Arrays;

/**
 * Who is in a step: each unit by itself with probability q, from secret random bits. Never told to anybody, nor how many they
 * are; often nobody is, and then the step is made all the same.
 */
public final class PoissonSample {

    /** q is a whole number of these parts, so that it is drawn exactly. */
    public static final int BILLION = 1_000_000_000;

    private PoissonSample() {}

    /**
     * Numbers of the units drawn, ascending.
     *
     * @param units how many there are
     * @param rateBillionths q, from 1 to {@link #BILLION}
     */
    public static int[] draw(int units, int rateBillionths, UniformBits bits) {
        if (units < 0 || rateBillionths < 1 || rateBillionths > BILLION) {
            throw new IllegalArgumentException(
                    "a sample of %d units at %d billionths".formatted(units, rateBillionths));
        }
        int[] drawn = new int[units];
        int count = 0;
        for (int unit = 0; unit < units; unit++) {
            if (bits.below(BILLION) < rateBillionths) {
                drawn[count++] = unit;
            }
        }
        return Arrays.copyOf(drawn, count);
    }

    /** A uniform choice of {@code count} of the numbers below {@code all}, ascending; all of them if there are no more. */
    public static int[] choose(int all, int count, UniformBits bits) {
        int[] numbers = new int[all];
        Arrays.setAll(numbers, i -> i);
        int chosen = Math.min(all, count);
        for (int i = 0; i < chosen; i++) {
            int j = i + bits.below(all - i);
            int swapped = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = swapped;
        }
        int[] first = Arrays.copyOf(numbers, chosen);
        Arrays.sort(first);
        return first;
    }
}
