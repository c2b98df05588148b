package org.fedner.crypto.field;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Arithmetic modulo the Mersenne prime p = 2^61 - 1. An element is a {@code long} in [0, p).
 *
 * <p>Every method takes elements and returns an element; {@link #reduce} and {@link #lift} make them. No method branches
 * or indexes on a value, {@link #inverse} included (its exponent is public).
 */
public final class Mersenne61 {

    public static final long P = (1L << 61) - 1;

    /** Bytes of an element on the wire: big-endian. */
    public static final int ELEMENT_BYTES = 8;

    /** Bytes from which an element is derived: 128 bits, so that its distance from uniform is below 2^-67. */
    public static final int DERIVED_BYTES = 16;

    private static final long MINUS_TWO_TO_63 = P - 4;

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mersenne61() {}

    /** Whether {@code value} is the canonical form of an element. */
    public static boolean isElement(long value) {
        return value >= 0 && value < P;
    }

    /** {@code value} mod p, read as an unsigned number of 64 bits. */
    public static long reduce(long value) {
        return subtractPOnce((value & P) + (value >>> 61));
    }

    /** {@code value} mod p, read as a signed number: the element -1 for -1. */
    public static long lift(long value) {
        // A set sign bit stands for -2^63, which is -4 mod p.
        return add(reduce(value & Long.MAX_VALUE), (value >> 63) & MINUS_TWO_TO_63);
    }

    public static long add(long a, long b) {
        return subtractPOnce(a + b);
    }

    public static long subtract(long a, long b) {
        return subtractPOnce(a + P - b);
    }

    public static long negate(long a) {
        return subtractPOnce(P - a);
    }

    public static long multiply(long a, long b) {
        // a b = high 2^64 + low < 2^122, and 2^61 = 1: add the two halves of 61 bits.
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return subtractPOnce((low & P) + ((high << 3) | (low >>> 61)));
    }

    /** a to the power of a public exponent, which is not negative. */
    public static long power(long a, long exponent) {
        if (exponent < 0) {
            throw new IllegalArgumentException("negative exponent " + exponent);
        }
        long power = 1;
        long square = a;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                power = multiply(power, square);
            }
            square = multiply(square, square);
        }
        return power;
    }

    /** 1/a, as a^(p-2) (Fermat). */
    public static long inverse(long a) {
        if (a == 0) {
            throw new ArithmeticException("zero has no inverse");
        }
        return power(a, P - 2);
    }

    /** An element from 16 derived bytes: a big-endian number of 128 bits, mod p. */
    public static long derive(byte[] bytes, int offset) {
        long high = reduce((long) BIG_ENDIAN_LONG.get(bytes, offset));
        long low = reduce((long) BIG_ENDIAN_LONG.get(bytes, offset + Long.BYTES));
        return add(multiply(high, 8), low); // 2^64 = 8 mod p
    }

    /** Writes 8 bytes, big-endian. */
    public static void encode(long element, byte[] target, int offset) {
        BIG_ENDIAN_LONG.set(target, offset, element);
    }

    /** For a sum below 2p. */
    private static long subtractPOnce(long sum) {
        long difference = sum - P;
        return difference + ((difference >> 63) & P);
    }
}
