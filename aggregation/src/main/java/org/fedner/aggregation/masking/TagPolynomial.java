package org.fedner.aggregation.masking;

import java.util.Arrays;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.Ring64Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.field.Mersenne61;

/**
 * Σ_j lift(x[j]) α^(j+1) modulo 2^61 - 1, for one or more points α, at memory speed.
 *
 * <p>With K lanes and j = bK + k the sum is Σ_k α^(k+1) Σ_b x[bK+k] (α^K)^b. The inner sums run lane by lane over blocks:
 * the coefficient (α^K)^b is one number for a whole block, so the loop is {@code sums[k] += x[k] * coefficient}, which
 * HotSpot vectorises. The coefficient is cut into three limbs of at most 21 bits, so that a product of limb and word stays
 * below 2^53 and 1024 blocks can be added before anything is reduced.
 *
 * <p>A word of 64 bits is 2^32 times its signed upper half plus its unsigned lower half, so its polynomial is that of the
 * upper halves times 2^32 plus that of the lower ones: twice the work of 32 bits, in the same loop.
 *
 * <p>Owned by one thread; keeps some 15 KiB of scratch memory.
 */
final class TagPolynomial {

    private static final int LANES = 256;
    private static final int LIMBS = 3;
    private static final int LIMB_BITS = 21;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
    private static final int BLOCKS_BETWEEN_REDUCTIONS = 1024;
    private static final long LOW_HALF = 0xffff_ffffL;

    private final long[] block = new long[LANES];
    private final long[][] reduced; // [point][lane], elements
    private final long[][][] sums; // [point][limb][lane], not reduced

    TagPolynomial(int points) {
        this.reduced = new long[points][LANES];
        this.sums = new long[points][LIMBS][LANES];
    }

    /** Fills a block with words of one vector, as signed numbers, and beyond them with zeros. */
    @FunctionalInterface
    private interface Widening {
        void fill(int from, int length, long[] block);
    }

    /** The values at {@code points} of both parts, the words of the field behind those of the ring. */
    long[] evaluate(JointVector vector, long[] points) {
        long[] values = evaluate(vector.ring(), points);
        for (int point = 0; point < points.length && vector.announced().size() > 0; point++) {
            long behind = Mersenne61.multiply(
                    Mersenne61.power(points[point], vector.ring().size()),
                    evaluateElements(vector.announced().words(), points[point]));
            values[point] = Mersenne61.add(values[point], behind);
        }
        return values;
    }

    /** The values at {@code points}, as many as this object was made for. */
    long[] evaluate(RingVector vector, long[] points) {
        if (vector instanceof Ring32Vector narrow) {
            return evaluate(narrow.words(), points);
        }
        long[] words = ((Ring64Vector) vector).words();
        long[] high = evaluate(words.length, points, (from, length, block) -> highHalves(words, from, length, block));
        long[] low = evaluate(words.length, points, (from, length, block) -> lowHalves(words, from, length, block));
        long[] values = new long[points.length];
        Arrays.setAll(values, point -> Mersenne61.add(Mersenne61.multiply(high[point], 1L << 32), low[point]));
        return values;
    }

    long[] evaluate(int[] words, long[] points) {
        return evaluate(words.length, points, (from, length, block) -> widen(words, from, length, block));
    }

    private long[] evaluate(int size, long[] points, Widening words) {
        clear();
        long[] strides = new long[points.length]; // α^K
        long[] coefficients = new long[points.length]; // (α^K)^b
        for (int point = 0; point < points.length; point++) {
            strides[point] = Mersenne61.power(points[point], LANES);
            coefficients[point] = 1;
        }
        int blocks = 0;
        for (int from = 0; from < size; from += LANES) {
            words.fill(from, Math.min(LANES, size - from), block);
            for (int point = 0; point < points.length; point++) {
                long coefficient = coefficients[point];
                for (int limb = 0; limb < LIMBS; limb++) {
                    multiplyAdd(sums[point][limb], block, (coefficient >>> (limb * LIMB_BITS)) & LIMB_MASK);
                }
                coefficients[point] = Mersenne61.multiply(coefficient, strides[point]);
            }
            if (++blocks == BLOCKS_BETWEEN_REDUCTIONS) {
                reduce();
                blocks = 0;
            }
        }
        reduce();
        long[] values = new long[points.length];
        Arrays.setAll(values, point -> combine(reduced[point], points[point]));
        clear();
        return values;
    }

    /** Σ_r elements[r] α^(r+1) for words that are elements of the field already, by Horner's rule. */
    static long evaluateElements(long[] elements, long alpha) {
        long value = 0;
        for (int r = elements.length - 1; r >= 0; r--) {
            value = Mersenne61.multiply(Mersenne61.add(value, elements[r]), alpha);
        }
        return value;
    }

    /** One block of words as signed numbers; a short last block is filled up with zeros. */
    private static void widen(int[] words, int from, int length, long[] block) {
        for (int k = 0; k < length; k++) {
            block[k] = words[from + k];
        }
        Arrays.fill(block, length, LANES, 0);
    }

    private static void highHalves(long[] words, int from, int length, long[] block) {
        for (int k = 0; k < length; k++) {
            block[k] = words[from + k] >> Integer.SIZE;
        }
        Arrays.fill(block, length, LANES, 0);
    }

    private static void lowHalves(long[] words, int from, int length, long[] block) {
        for (int k = 0; k < length; k++) {
            block[k] = words[from + k] & LOW_HALF;
        }
        Arrays.fill(block, length, LANES, 0);
    }

    private static void multiplyAdd(long[] sums, long[] block, long limb) {
        for (int k = 0; k < LANES; k++) {
            sums[k] += block[k] * limb;
        }
    }

    private void reduce() {
        for (int point = 0; point < reduced.length; point++) {
            for (int limb = 0; limb < LIMBS; limb++) {
                long weight = 1L << (limb * LIMB_BITS);
                long[] limbSums = sums[point][limb];
                for (int k = 0; k < LANES; k++) {
                    long value = Mersenne61.multiply(Mersenne61.lift(limbSums[k]), weight);
                    reduced[point][k] = Mersenne61.add(reduced[point][k], value);
                    limbSums[k] = 0;
                }
            }
        }
    }

    /** Σ_k lanes[k] α^(k+1), by Horner's rule. */
    private static long combine(long[] lanes, long alpha) {
        long value = 0;
        for (int k = LANES - 1; k >= 0; k--) {
            value = Mersenne61.multiply(Mersenne61.add(value, lanes[k]), alpha);
        }
        return value;
    }

    private void clear() {
        Arrays.fill(block, 0);
        for (long[] lanes : reduced) {
            Arrays.fill(lanes, 0);
        }
    }
}
