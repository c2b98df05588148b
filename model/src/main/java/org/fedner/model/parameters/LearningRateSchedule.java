package org.fedner.model.parameters;

import java.util.Arrays;
import java.util.Optional;

/**
 * The learning rate of each round: a linear rise over the first {@code warmup} rounds, then from {@code peak} down as {@code
 * decay} says. The same bits on every machine.
 *
 * @param decay how the rate falls after the rise
 * @param peak the highest rate
 * @param finalFraction of the peak in the last round, and after it; of {@link Decay#LINEAR} and {@link Decay#COSINE} only
 * @param warmup rounds before the peak, fewer than {@code rounds}: round r of them has peak (r + 1) / (warmup + 1)
 * @param rounds of the whole training
 */
public record LearningRateSchedule(Decay decay, double peak, double finalFraction, long warmup, long rounds) {

    /** How a rate falls from its peak. */
    public enum Decay {
        /** In a straight line to {@code finalFraction}. */
        LINEAR("linear"),
        /** Not at all. */
        CONSTANT("constant"),
        /** Along half a cosine to {@code finalFraction} (Loshchilov and Hutter 2017, without restarts). */
        COSINE("cosine"),
        /** With one over the square root of the round (Vaswani et al. 2017, section 5.3). */
        INVERSE_SQRT("inverse-sqrt");

        private final String wireName;

        Decay(String wireName) {
            this.wireName = wireName;
        }

        /** As jobs name it. */
        public String wireName() {
            return wireName;
        }

        /** Whether it ends at a fraction of the peak that can be chosen. */
        public boolean hasFinalFraction() {
            return this == LINEAR || this == COSINE;
        }

        /** The decay of this name. */
        public static Optional<Decay> named(String name) {
            return Arrays.stream(values())
                    .filter(decay -> decay.wireName.equals(name))
                    .findAny();
        }
    }

    public LearningRateSchedule {
        if (!(peak > 0) || Double.isInfinite(peak) || !(finalFraction >= 0 && finalFraction <= 1) || rounds < 1) {
            throw new IllegalArgumentException(
                    "learning rate %s, final fraction %s, %d rounds".formatted(peak, finalFraction, rounds));
        }
        if (warmup < 0 || warmup >= rounds) {
            throw new IllegalArgumentException("%d of %d rounds of warm-up".formatted(warmup, rounds));
        }
    }

    /** A straight line from the first round on. */
    public LearningRateSchedule(double peak, double finalFraction, long rounds) {
        this(Decay.LINEAR, peak, finalFraction, 0, rounds);
    }

    /** Peak 0.004 down to 5 %. */
    public static LearningRateSchedule standard(long rounds) {
        return new LearningRateSchedule(0.004, 0.05, rounds);
    }

    /** The same course over another number of rounds, the rise in proportion. */
    public LearningRateSchedule over(long otherRounds) {
        long rise = Math.min(otherRounds - 1, Math.round((double) warmup * otherRounds / rounds));
        return new LearningRateSchedule(decay, peak, finalFraction, rise, otherRounds);
    }

    /** The rate of a round, counted from 0. */
    public double rate(long round) {
        if (round < 0) {
            throw new IllegalArgumentException("round " + round);
        }
        if (round < warmup) {
            return peak * (round + 1) / (warmup + 1);
        }
        return switch (decay) {
            case LINEAR -> peak * (1 - (1 - finalFraction) * progress(round));
            case CONSTANT -> peak;
            case COSINE ->
                peak * (finalFraction + (1 - finalFraction) * 0.5 * (1 + StrictMath.cos(Math.PI * progress(round))));
            case INVERSE_SQRT -> peak * Math.sqrt((warmup + 1.0) / (round + 1.0));
        };
    }

    /** 0 when the rise is over, 1 in the last round and after it. */
    private double progress(long round) {
        long span = rounds - 1 - warmup;
        return span == 0 ? 0 : Math.min(1.0, (round - warmup) / (double) span);
    }
}
