package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.field.Mersenne61;

class TagPolynomialTest {

    private static final BigInteger MODULUS = BigInteger.valueOf(Mersenne61.P);

    @Property(tries = 200)
    void it_is_the_polynomial_over_the_integers_mod_p(
            @ForAll @Size(max = 1100) int[] words,
            @ForAll @LongRange(min = 0, max = Mersenne61.P - 1) long first,
            @ForAll @LongRange(min = 0, max = Mersenne61.P - 1) long second) {
        assertThat(new TagPolynomial(2).evaluate(words, new long[] {first, second}))
                .containsExactly(expected(words, first), expected(words, second));
    }

    /** The largest products, up to the last block before a reduction and beyond it. */
    @Example
    void the_most_negative_words_do_not_overflow_the_accumulators() {
        int[] words = new int[256 * 1024 + 300];
        Arrays.fill(words, Integer.MIN_VALUE);
        long alpha = Mersenne61.P - 2;
        assertThat(new TagPolynomial(1).evaluate(words, new long[] {alpha}))
                .containsExactly(geometric(words.length, alpha));
    }

    /** So many blocks that without a reduction on the way the accumulators would wrap. */
    @Example
    void a_vector_of_millions_of_words_does_not_overflow_the_accumulators() {
        int[] words = new int[256 * 8 * 1024 + 5];
        Arrays.fill(words, Integer.MIN_VALUE);
        long alpha = 0x1234_5678_9abc_deL;
        assertThat(new TagPolynomial(1).evaluate(words, new long[] {alpha}))
                .containsExactly(geometric(words.length, alpha));
    }

    @Example
    void one_object_serves_many_vectors() {
        TagPolynomial polynomial = new TagPolynomial(1);
        polynomial.evaluate(new int[] {1, 2, 3, 4, 5}, new long[] {9});
        assertThat(polynomial.evaluate(new int[] {2}, new long[] {3})).containsExactly(6);
        assertThat(polynomial.evaluate(new int[0], new long[] {3})).containsExactly(0);
    }

    private static long expected(int[] words, long alpha) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger power = BigInteger.ONE;
        for (int word : words) {
            power = power.multiply(BigInteger.valueOf(alpha)).mod(MODULUS);
            sum = sum.add(power.multiply(BigInteger.valueOf(word)));
        }
        return sum.mod(MODULUS).longValueExact();
    }

    /** -2^31 (alpha + ... + alpha^n). */
    private static long geometric(int n, long alpha) {
        BigInteger a = BigInteger.valueOf(alpha);
        BigInteger sum = a.modPow(BigInteger.valueOf(n), MODULUS)
                .subtract(BigInteger.ONE)
                .multiply(a)
                .multiply(a.subtract(BigInteger.ONE).modInverse(MODULUS));
        return sum.multiply(BigInteger.valueOf(Integer.MIN_VALUE)).mod(MODULUS).longValueExact();
    }
}
