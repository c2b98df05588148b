package org.fedner.aggregation.privacy.accounting;

import java.util.stream.IntStream;
import org.apache.commons.math3.special.Gamma;

/**
 * Accounts for steps of the Poisson-sampled discrete Gaussian, in Rényi divergence at integer orders.
 *
 * <p>At an integer order alpha one step costs {@code ln(Σ_k C(alpha,k) (1-q)^(alpha-k) q^k exp(k(k-1)/(2 sigma²))) / (alpha-1)}
 * (Mironov, Talwar and Zhang 2019), which for the discrete Gaussian with integer shifts holds exactly, and steps add up. The
 * whole is converted by {@code epsilon = min over alpha of rdp + ln(1 - 1/alpha) - ln(delta alpha)/(alpha-1)} (Canonne, Kamath
 * and Steinke 2020, proposition 12). The result is an upper bound on the true epsilon; a margin of one part in 10^9 is added
 * for rounding. Owned by one thread.
 */
public final class RenyiAccountant {

    private static final double MARGIN = 1 + 1e-9;

    private static final double[] LOG_FACTORIALS = IntStream.rangeClosed(0, Orders.order(Orders.count() - 1))
            .mapToDouble(n -> Gamma.logGamma(n + 1.0))
            .toArray();

    private final double[] divergences = new double[Orders.count()];
    private long steps;

    /**
     * One or more steps of the same mechanism.
     *
     * @param noise sigma as a multiple of the sensitivity, above 0
     * @param rate q, the probability with which each unit is in a step, in (0, 1]
     * @param excess what the noise falls short of one discrete Gaussian, as {@link NoiseShares#excess} gives it; 0 for one
     */
    public void spend(double noise, double rate, long count, double excess) {
        spend(Step.of(noise, rate, excess), count);
    }

    /** One or more steps whose cost was computed before. */
    public void spend(Step step, long count) {
        require(count >= 0, "a count of 0 or more");
        for (int i = 0; i < divergences.length; i++) {
            divergences[i] += count * step.divergences[i];
        }
        steps = Math.addExact(steps, count);
    }

    /** What one step of a mechanism costs at every order. */
    public static final class Step {
        private final double[] divergences;

        private Step(double[] divergences) {
            this.divergences = divergences;
        }

        /** Arguments as in {@link RenyiAccountant#spend(double, double, long, double)}. */
        public static Step of(double noise, double rate, double excess) {
            require(noise > 0 && !Double.isInfinite(noise), "a noise multiplier above 0, not " + noise);
            require(rate > 0 && rate <= 1, "a sampling rate in (0, 1], not " + rate);
            require(excess >= 0, "an excess of 0 or more");
            double[] divergences = new double[Orders.count()];
            for (int i = 0; i < divergences.length; i++) {
                int order = Orders.order(i);
                // A pointwise factor of exp(excess) on both densities changes the divergence by at most this.
                double loose = (2.0 * order + 1) / (order - 1) * excess;
                divergences[i] = step(order, noise, rate) + loose;
            }
            return new Step(divergences);
        }
    }

    public long steps() {
        return steps;
    }

    /**
     * Epsilon at that delta: smaller is more private; 0 before any step.
     *
     * @param delta in (0, 1)
     */
    public double epsilon(double delta) {
        require(delta > 0 && delta < 1, "a delta in (0, 1), not " + delta);
        if (steps == 0) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < divergences.length; i++) {
            least = Math.min(least, converted(divergences[i], Orders.order(i), delta));
        }
        return Math.max(0, least) * MARGIN;
    }

    /** The order that gives {@link #epsilon}: at the end of the grid another accountant may say less. */
    public int order(double delta) {
        int best = 0;
        for (int i = 1; i < divergences.length; i++) {
            double here = converted(divergences[i], Orders.order(i), delta);
            best = here < converted(divergences[best], Orders.order(best), delta) ? i : best;
        }
        return Orders.order(best);
    }

    /** Epsilon at that delta of a divergence at that order. */
    static double converted(double divergence, int order, double delta) {
        return divergence + Math.log1p(-1.0 / order) - (Math.log(delta) + Math.log(order)) / (order - 1);
    }

    /** One step's divergence at an integer order. */
    static double step(int order, double noise, double rate) {
        double variance = noise * noise;
        if (rate == 1) {
            return order / (2 * variance);
        }
        double in = Math.log(rate);
        double out = Math.log1p(-rate);
        double[] terms = new double[order + 1];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k <= order; k++) {
            terms[k] = LOG_FACTORIALS[order]
                    - LOG_FACTORIALS[k]
                    - LOG_FACTORIALS[order - k]
                    + (order - k) * out
                    + k * in
                    + (double) k * (k - 1) / (2 * variance);
            largest = Math.max(largest, terms[k]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term - largest);
        }
        return Math.max(0, largest + Math.log(sum)) / (order - 1);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
