package org.fedner.aggregation.masking;

import java.math.BigInteger;
import java.util.Arrays;

/** Binomial coefficients and tails of the hypergeometric distribution, exact. */
final class Binomial {

    private Binomial() {}

    /** C(n, k): the subsets of k out of n; none if k is negative or above n. */
    static BigInteger of(int n, int k) {
        if (k < 0 || k > n) {
            return BigInteger.ZERO;
        }
        BigInteger value = BigInteger.ONE;
        for (int i = 1; i <= Math.min(k, n - k); i++) {
            value = value.multiply(BigInteger.valueOf(n - i + 1)).divide(BigInteger.valueOf(i));
        }
        return value;
    }

    /**
     * Out of {@code population}, of which {@code marked} are marked, the subsets of {@code drawn} with x or more marked ones,
     * for each x from 0 to {@code drawn + 1}. Divided by C(population, drawn) it is P(X ≥ x).
     */
    static BigInteger[] tails(int population, int marked, int drawn) {
        BigInteger[] tails = new BigInteger[drawn + 2];
        int most = Math.min(marked, drawn);
        BigInteger exactly = of(marked, most).multiply(of(population - marked, drawn - most)); // with most marked ones
        Arrays.fill(tails, most + 1, tails.length, BigInteger.ZERO);
        tails[most] = exactly;
        for (int x = most - 1; x >= 0; x--) { // C(marked, x) C(population - marked, drawn - x)
            exactly = exactly.multiply(BigInteger.valueOf((long) (x + 1) * (population - marked - drawn + x + 1)))
                    .divide(BigInteger.valueOf((long) (marked - x) * (drawn - x)));
            tails[x] = tails[x + 1].add(exactly);
        }
        return tails;
    }
}
