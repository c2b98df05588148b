package org.fedner.crypto.sharing;

import static org.fedner.crypto.field.Mersenne61.add;
import static org.fedner.crypto.field.Mersenne61.inverse;
import static org.fedner.crypto.field.Mersenne61.multiply;
import static org.fedner.crypto.field.Mersenne61.subtract;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's threshold sharing of five limbs: any {@code threshold} shares give the secret, fewer give nothing at all.
 *
 * <p>Not verifiable: a wrong share among exactly {@code threshold} gives a wrong secret, which the commitment made by its
 * owner then shows. Shares beyond the threshold must lie on the same polynomials.
 */
public final class Shamir {

    private Shamir() {}

    /** Shares for x = 1 to {@code members}. */
    public static List<Share> split(Limbs secret, int threshold, int members, SecureRandom random) {
        if (threshold < 1 || threshold > members) {
            throw new IllegalArgumentException("threshold %d of %d members".formatted(threshold, members));
        }
        long[][] coefficients = new long[Limbs.COUNT][threshold - 1];
        for (long[] polynomial : coefficients) {
            Arrays.setAll(polynomial, power -> Limbs.randomElement(random));
        }
        List<Share> shares = new ArrayList<>(members);
        for (int x = 1; x <= members; x++) {
            shares.add(evaluate(secret, coefficients, x));
        }
        for (long[] polynomial : coefficients) {
            Arrays.fill(polynomial, 0);
        }
        return List.copyOf(shares);
    }

    /**
     * The share at {@code x}.
     *
     * @param coefficients [limb][power - 1]: the polynomials without their constant terms, which are the secret
     */
    static Share evaluate(Limbs secret, long[][] coefficients, int x) {
        long[] values = new long[Limbs.COUNT];
        for (int limb = 0; limb < Limbs.COUNT; limb++) {
            long value = 0;
            for (int power = coefficients[limb].length; power >= 1; power--) { // Horner
                value = multiply(add(value, coefficients[limb][power - 1]), x);
            }
            values[limb] = add(value, secret.exposeSecret()[limb]);
        }
        return new Share(x, Limbs.owning(values));
    }

    /**
     * The secret, from the first {@code threshold} shares; the others are checked against them.
     *
     * @throws MalformedShareException if there are too few, two have one x, or one does not lie on the polynomials
     */
    public static Limbs reconstruct(List<Share> shares, int threshold) throws MalformedShareException {
        if (threshold < 1 || shares.size() < threshold) {
            throw new MalformedShareException("%d shares where %d are needed".formatted(shares.size(), threshold));
        }
        if (shares.stream().mapToInt(Share::x).distinct().count() != shares.size()) {
            throw new MalformedShareException("two shares with one x");
        }
        List<Share> base = shares.subList(0, threshold);
        for (Share surplus : shares.subList(threshold, shares.size())) {
            long[] expected = interpolate(base, surplus.x());
            if (!Arrays.equals(expected, surplus.values().exposeSecret())) {
                throw new MalformedShareException("the share at x = %d disagrees".formatted(surplus.x()));
            }
        }
        return Limbs.owning(interpolate(base, 0));
    }

    /** Lagrange's formula: the values at {@code x} of the polynomials through {@code shares}. */
    private static long[] interpolate(List<Share> shares, long x) {
        long[] values = new long[Limbs.COUNT];
        for (Share share : shares) {
            long numerator = 1;
            long denominator = 1;
            for (Share other : shares) {
                if (other != share) {
                    numerator = multiply(numerator, subtract(x, other.x()));
                    denominator = multiply(denominator, subtract(share.x(), other.x()));
                }
            }
            long weight = multiply(numerator, inverse(denominator));
            for (int limb = 0; limb < Limbs.COUNT; limb++) {
                values[limb] = add(values[limb], multiply(weight, share.values().exposeSecret()[limb]));
            }
        }
        return values;
    }
}
