package org.fedner.aggregation.privacy.sampling;

import java.math.BigInteger;

/**
 * Says yes with probability exp(-n/d), for a fixed d and n/d below 2.
 *
 * <p>exp(-n/d) is a product of two table entries and a short series, in fixed point of 63 bits, off by less than
 * {@link #ERROR}. A random number nearer to it than that, one in 2^50, is settled with 256 bits. Immutable.
 */
final class FastExponential {

    /** In units of 2^-63: far more than the arithmetic's error, which is below 40. */
    static final long ERROR = 1 << 12;

    private static final int BITS = 63;
    private static final int STEP_BITS = 7; // of a table: exp(-i/128), exp(-i/128/256)
    private static final int TABLE = 256;
    private static final int EXTENSION_WORDS = ExactExponential.BITS / Long.SIZE;

    private final long denominator;
    private final long reciprocal; // 2^SCALE / d
    private final int shift;
    private final long[] coarse = new long[TABLE]; // exp(-i/128), in units of 2^-63
    private final long[] fine = new long[TABLE]; // exp(-i/2^15)

    FastExponential(long denominator) {
        if (denominator < 1 || denominator > 1L << 41) {
            throw new IllegalArgumentException("a denominator of " + denominator);
        }
        this.denominator = denominator;
        this.shift = Long.SIZE - Long.numberOfLeadingZeros(denominator); // d < 2^shift
        this.reciprocal = BigInteger.ONE
                .shiftLeft(BITS + shift - 1)
                .divide(BigInteger.valueOf(denominator))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
        for (int i = 0; i < TABLE; i++) {
            coarse[i] = entry(i, 1L << STEP_BITS);
            fine[i] = entry(i, 1L << (STEP_BITS + Byte.SIZE));
        }
    }

    private static long entry(long numerator, long denominator) {
        BigInteger value = ExactExponential.of(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
        return value.shiftRight(ExactExponential.BITS - BITS)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    /** True with probability exp(-numerator/d). */
    boolean accepts(long numerator, UniformBits bits) {
        long probability = approximate(numerator);
        long drawn = bits.next() >>> 1;
        long difference = drawn - probability;
        if (difference < -ERROR || difference > ERROR) {
            return difference < 0;
        }
        return acceptsExactly(numerator, drawn, bits);
    }

    /** exp(-numerator/d) in units of 2^-63, off by less than {@link #ERROR}. */
    long approximate(long numerator) {
        // x = numerator/d in units of 2^-62: numerator·2^62/d = numerator · reciprocal · 2^(62 - 62 - shift), high half
        // first
        long x = quotient(numerator);
        int first = (int) (x >>> 55); // eight bits: 1/128 each
        int second = (int) (x >>> 47) & 0xff;
        long rest = x & ((1L << 47) - 1); // below 2^-15, in units of 2^-62
        long r = rest << 1; // in units of 2^-63
        long square = Math.multiplyHigh(r, r) << 1;
        long cube = Math.multiplyHigh(square, r) << 1;
        long series = Long.MAX_VALUE - r + (square >>> 1) - cube / 6;
        long product = Math.multiplyHigh(coarse[first], fine[second]) << 1;
        return Math.multiplyHigh(product, series) << 1;
    }

    /** numerator/d in units of 2^-62; numerator/d must be below 2. */
    private long quotient(long numerator) {
        long high = Math.multiplyHigh(numerator << lead(numerator), reciprocal);
        int back = lead(numerator) + shift - 2;
        // high = numerator·2^lead · 2^(62+shift)/d / 2^64 = (numerator/d) · 2^(lead+shift-2)
        return back <= 62 ? high << (62 - back) : high >>> (back - 62);
    }

    private static int lead(long numerator) {
        return Math.max(0, Long.numberOfLeadingZeros(numerator) - 1);
    }

    private boolean acceptsExactly(long numerator, long drawn, UniformBits bits) {
        BigInteger number = BigInteger.valueOf(drawn)
                .shiftLeft(EXTENSION_WORDS * Long.SIZE - BITS)
                .or(bits.number(EXTENSION_WORDS).shiftRight(BITS));
        return number.compareTo(ExactExponential.of(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator)))
                < 0;
    }
}
