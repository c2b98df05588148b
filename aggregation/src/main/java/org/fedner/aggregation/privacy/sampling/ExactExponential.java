package org.fedner.aggregation.privacy.sampling;

import java.math.BigInteger;

/** exp(-n/d) for non-negative fractions, as a fixed-point number of {@value #BITS} bits: integers only. */
final class ExactExponential {

    /** Bits after the point. */
    static final int BITS = 256;

    /** The result is never above the true value and below it by less than this many units of its last place. */
    static final int LARGEST_ERROR = 1 << 20;

    private static final int GUARD_BITS = 64;
    private static final int FRACTION = BITS + GUARD_BITS;
    private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);

    private ExactExponential() {}

    /** floor-like: within {@link #LARGEST_ERROR} units below 2^BITS · exp(-numerator/denominator). */
    static BigInteger of(BigInteger numerator, BigInteger denominator) {
        if (numerator.signum() < 0 || denominator.signum() <= 0) {
            throw new IllegalArgumentException("exp(-x) is for x of 0 or more");
        }
        // exp(-x) = exp(-x/2^s)^(2^s), with x/2^s below 1/16: the series converges fast and alternates
        BigInteger[] parts = numerator.shiftLeft(4).divideAndRemainder(denominator);
        int halvings = parts[0].bitLength();
        if (halvings > 2 * Integer.SIZE) {
            return BigInteger.ZERO;
        }
        BigInteger x = numerator.shiftLeft(FRACTION).divide(denominator.shiftLeft(halvings));
        BigInteger sum = ONE;
        BigInteger term = ONE;
        for (int k = 1; term.signum() > 0; k++) {
            term = term.multiply(x).shiftRight(FRACTION).divide(BigInteger.valueOf(k));
            sum = k % 2 == 1 ? sum.subtract(term) : sum.add(term);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum).shiftRight(FRACTION);
        }
        BigInteger rounded = sum.shiftRight(GUARD_BITS).subtract(BigInteger.valueOf(LARGEST_ERROR / 2));
        return rounded.max(BigInteger.ZERO);
    }
}
