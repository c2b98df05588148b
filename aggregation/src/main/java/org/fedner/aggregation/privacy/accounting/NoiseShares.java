package org.fedner.aggregation.privacy.accounting;

/**
 * How much noise each platform adds when only the sum has to carry it (Kairouz, Liu and Steinke 2021).
 *
 * <p>Of at least {@code survivors} platforms in a sum, all but {@code colluders} keep their noise secret, so each of these
 * h = survivors - colluders carries a share of the variance: sigma_i = ⌈sigma/√h⌉, never below {@value #SMALLEST_SHARE}
 * quanta. With more survivors the sum has more noise than promised, never less.
 *
 * @param total sigma of the sum, in quanta
 * @param survivors fewest platforms of a sum; with fewer nothing is released
 * @param colluders how many of them may tell the server their noise
 */
public record NoiseShares(long total, int survivors, int colluders) {

    public static final long SMALLEST_SHARE = 4;

    public NoiseShares {
        if (total < 1 || colluders < 0 || survivors - colluders < 1) {
            throw new IllegalArgumentException(
                    "sigma of %d quanta from %d platforms of whom %d collude".formatted(total, survivors, colluders));
        }
        if (share(total, survivors - colluders) < SMALLEST_SHARE) {
            throw new IllegalArgumentException(
                    "a share of %d quanta is too small to add up to a discrete Gaussian; raise delta_int or sigma"
                            .formatted(share(total, survivors - colluders)));
        }
    }

    /** h. */
    public int honest() {
        return survivors - colluders;
    }

    /** sigma_i: what each platform adds, in quanta. */
    public long share() {
        return share(total, honest());
    }

    /** The smallest integer whose square times h is at least total². */
    private static long share(long total, int honest) {
        long square = Math.multiplyExact(total, total);
        long share = (long) Math.sqrt((double) square / honest);
        while (share > 0 && Math.multiplyExact(Math.multiplyExact(share - 1, share - 1), honest) >= square) {
            share--;
        }
        while (Math.multiplyExact(Math.multiplyExact(share, share), honest) < square) {
            share++;
        }
        return share;
    }

    /**
     * How far the sum of h shares may be from one discrete Gaussian of the same variance, as a logarithm of densities, over
     * so many coordinates: d · 10 Σ_{k&lt;h} exp(-2 pi² sigma_i² k/(k+1)) (proposition 14 there).
     */
    public double excess(long coordinates) {
        double sum = 0;
        double variance = (double) share() * share();
        for (int k = 1; k < honest(); k++) {
            sum += Math.exp(-2 * Math.PI * Math.PI * variance * k / (k + 1));
        }
        return 10 * sum * coordinates;
    }
}
