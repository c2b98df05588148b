package org.fedner.model.parameters;

/**
 * Linear decay from {@code peak} at round 0 to {@code finalFraction * peak} at the last of {@code rounds}, and constant
 * after that.
 */
public record LearningRateSchedule(double peak, double finalFraction, long rounds) {
    public LearningRateSchedule {
        if (!(peak > 0) || Double.isInfinite(peak) || !(finalFraction >= 0 && finalFraction <= 1) || rounds < 1) {
            throw new IllegalArgumentException(
                    "learning rate %s, final fraction %s, %d rounds".formatted(peak, finalFraction, rounds));
        }
    }

    /** Peak 0.004 down to 5 %. */
    public static LearningRateSchedule standard(long rounds) {
        return new LearningRateSchedule(0.004, 0.05, rounds);
    }

    /** The rate of a round, counted from 0. */
    public double rate(long round) {
        if (round < 0) {
            throw new IllegalArgumentException("round " + round);
        }
        double progress = rounds == 1 ? 0 : Math.min(1.0, round / (double) (rounds - 1));
        return peak * (1 - (1 - finalFraction) * progress);
    }
}
