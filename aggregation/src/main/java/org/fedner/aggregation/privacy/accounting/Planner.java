package org.fedner.aggregation.privacy.accounting;

/**
 * What to choose before a run: the least noise that keeps a number of steps within epsilon, or the most steps that a noise
 * allows. Answers are on the safe side of what {@link RenyiAccountant} says.
 *
 * @param epsilon not to be exceeded
 * @param delta at which
 * @param rate q, the probability with which each unit is in a step
 */
public record Planner(double epsilon, double delta, double rate) {

    private static final double THOUSANDTHS = 1000;
    private static final int LARGEST_NOISE = 1 << 20;
    private static final long MOST_STEPS = 1L << 40;

    public Planner {
        if (!(epsilon > 0) || !(delta > 0 && delta < 1) || !(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "an epsilon above 0, a delta in (0, 1) and a sampling rate in (0, 1], not %s, %s and %s"
                            .formatted(epsilon, delta, rate));
        }
    }

    private double spent(double noise, long steps) {
        RenyiAccountant accountant = new RenyiAccountant();
        accountant.spend(noise, rate, steps, 0);
        return accountant.epsilon(delta);
    }

    /**
     * The smallest noise multiplier, a whole number of thousandths, with which so many steps stay within epsilon.
     *
     * @throws IllegalArgumentException if none below 2^20 does
     */
    public double leastNoise(long steps) {
        long low = 0; // thousandths: too little
        long high = 1;
        while (spent(high / THOUSANDTHS, steps) > epsilon) {
            low = high;
            high *= 2;
            if (high > LARGEST_NOISE * (long) THOUSANDTHS) {
                throw new IllegalArgumentException(
                        "no noise keeps %d steps within epsilon %s".formatted(steps, epsilon));
            }
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (spent(middle / THOUSANDTHS, steps) > epsilon) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high / THOUSANDTHS;
    }

    /** The most steps within epsilon, 0 if not even one is; no more than 2^40. */
    public long mostSteps(double noise) {
        if (spent(noise, 1) > epsilon) {
            return 0;
        }
        long low = 1;
        long high = 2;
        while (high < MOST_STEPS && spent(noise, high) <= epsilon) {
            low = high;
            high *= 2;
        }
        if (high >= MOST_STEPS) {
            return MOST_STEPS;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (spent(noise, middle) > epsilon) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
