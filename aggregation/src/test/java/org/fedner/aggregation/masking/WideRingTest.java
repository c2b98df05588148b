package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.fedner.aggregation.encoding.BatchGradient;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.FixedPointEncoder;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.Ring64Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.field.Mersenne61;

/** Sums over Z_2^64: exact, verified, and refused where the tag could not tell them from another. */
class WideRingTest {

    private static final BigInteger MODULUS = BigInteger.valueOf(Mersenne61.P);
    private static final InputLayout LAYOUT = InputLayout.of(0, 40, 60);

    @Property(tries = 100)
    void the_masked_vectors_sum_to_the_integers_sum(
            @ForAll @IntRange(min = 2, max = 50) int members,
            @ForAll @IntRange(min = 1, max = 1500) int words,
            @ForAll boolean extreme,
            @ForAll Random random) {
        Membership membership = new Membership(members, random.nextLong());
        List<RoundMasking> maskings = membership.maskings(membership.context());
        BigInteger[] expected = new BigInteger[words];
        Arrays.fill(expected, BigInteger.ZERO);
        RingVector sum = Ring.Z64.zero(words);
        Tag tag = Tag.ZERO;
        long largest = SumCapacity.of(Ring.Z64, members).largestWord();
        int sign = random.nextInt(3) - 1; // 1 or -1: every member at the same end
        for (RoundMasking masking : maskings) {
            RingVector input = Ring.Z64.zero(words);
            for (int j = 0; j < words; j++) {
                long word = extreme
                        ? (sign == 0 ? random.nextInt(3) - 1 : sign) * largest
                        : Math.floorMod(random.nextLong(), 2 * largest) - largest;
                input.set(j, word);
                expected[j] = expected[j].add(BigInteger.valueOf(word));
            }
            tag = tag.plus(masking.mask(input));
            sum.add(input);
        }
        for (int j = 0; j < words; j++) {
            assertThat(BigInteger.valueOf(sum.word(j))).isEqualTo(expected[j]);
        }
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(sum, tag)).isTrue();
        }
    }

    @Property(tries = 60)
    void the_decoded_mean_is_that_of_integer_arithmetic(
            @ForAll @IntRange(min = 2, max = 50) int members, @ForAll Random random) throws Exception {
        SumCapacity capacity = SumCapacity.of(Ring.Z64, members);
        Exponents exponents = Exponents.of(40, 20);
        Keystream rounding = Keystream.consuming(SecretBytes.owning(new byte[32]));
        Membership membership = new Membership(members, random.nextLong());
        RingVector sum = Ring.Z64.zero(LAYOUT.size());
        BigInteger[] expected = new BigInteger[LAYOUT.size()];
        Arrays.fill(expected, BigInteger.ZERO);
        for (RoundMasking masking : membership.maskings(membership.context())) {
            float[] gradient = new float[LAYOUT.coordinates()];
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 3));
            }
            RingVector input = Ring.Z64.zero(LAYOUT.size());
            new FixedPointEncoder(LAYOUT)
                    .encode(new BatchGradient(3, List.of(), gradient), exponents, capacity, rounding, input);
            for (int j = 0; j < expected.length; j++) {
                expected[j] = expected[j].add(BigInteger.valueOf(input.word(j)));
            }
            masking.mask(input);
            sum.add(input);
        }
        float[] mean = new float[LAYOUT.coordinates()];
        SumCounts counts = new SumDecoder(LAYOUT).decode(sum, exponents, mean);
        assertThat(counts.examples()).isEqualTo(3L * members);
        for (int j = 0; j < mean.length; j++) {
            double exact = new BigDecimal(expected[LAYOUT.gradientOffset() + j])
                    .multiply(new BigDecimal(Math.scalb(1.0, j < 40 ? -40 : -20)))
                    .divide(new BigDecimal(counts.examples()), MathContext.DECIMAL128)
                    .doubleValue();
            assertThat(Math.abs(mean[j] - exact)).isLessThanOrEqualTo(Math.ulp(mean[j]));
        }
    }

    @Property(tries = 200)
    void the_tag_is_the_polynomial_over_the_integers_mod_p(
            @ForAll @Size(max = 1100) long[] words, @ForAll @LongRange(min = 0, max = Mersenne61.P - 1) long alpha) {
        BigInteger expected = BigInteger.ZERO;
        BigInteger power = BigInteger.ONE;
        for (long word : words) {
            power = power.multiply(BigInteger.valueOf(alpha)).mod(MODULUS);
            expected = expected.add(power.multiply(BigInteger.valueOf(word)));
        }
        assertThat(new TagPolynomial(1).evaluate(RingVector.owning(words), new long[] {alpha}))
                .containsExactly(expected.mod(MODULUS).longValueExact());
    }

    /** Words of ones and of the sign alone: the largest products of both halves. */
    @Example
    void the_largest_halves_do_not_overflow_the_accumulators() {
        for (long word : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            long[] words = new long[256 * 1024 + 300];
            Arrays.fill(words, word);
            BigInteger alpha = MODULUS.subtract(BigInteger.TWO);
            BigInteger geometric = alpha.modPow(BigInteger.valueOf(words.length), MODULUS)
                    .subtract(BigInteger.ONE)
                    .multiply(alpha)
                    .multiply(alpha.subtract(BigInteger.ONE).modInverse(MODULUS));
            assertThat(new TagPolynomial(1).evaluate(RingVector.owning(words), new long[] {alpha.longValueExact()}))
                    .containsExactly(geometric
                            .multiply(BigInteger.valueOf(word))
                            .mod(MODULUS)
                            .longValueExact());
        }
    }

    /** S and S - p have one tag; only one of the two lies within 2^60 - 1. */
    @Property(tries = 100)
    void a_sum_that_another_one_lifts_like_is_refused(
            @ForAll @IntRange(min = 2, max = 10) int members, @ForAll @IntRange(max = 7) int index, @ForAll long seed) {
        Membership membership = new Membership(members, seed);
        List<RoundMasking> maskings = membership.maskings(membership.context());
        Ring64Vector sum = RingVector.owning(new long[8]);
        Tag tag = Tag.ZERO;
        for (RoundMasking masking : maskings) {
            RingVector input = Ring.Z64.zero(8);
            input.set(index, 7);
            tag = tag.plus(masking.mask(input));
            sum.add(input);
        }
        assertThat(maskings.get(0).accepts(sum, tag)).isTrue();
        sum.words()[index] -= Mersenne61.P;
        assertThat(maskings.get(0).accepts(sum, tag)).isFalse();
        sum.words()[index] += 2 * Mersenne61.P;
        assertThat(maskings.get(0).accepts(sum, tag)).isFalse();
    }

    @Example
    void the_limit_itself_is_within() {
        assertThat(RingVector.owning(new long[] {(1L << 60) - 1, -(1L << 60) + 1})
                        .liftsUniquely())
                .isTrue();
        assertThat(RingVector.owning(new long[] {0, 1L << 60}).liftsUniquely()).isFalse();
        assertThat(RingVector.owning(new long[] {-(1L << 60), 0}).liftsUniquely())
                .isFalse();
        assertThat(RingVector.owning(new long[] {Long.MIN_VALUE}).liftsUniquely())
                .isFalse();
        assertThat(RingVector.owning(new int[] {Integer.MIN_VALUE}).liftsUniquely())
                .isTrue();
    }

    @Property(tries = 50)
    void a_falsified_word_is_refused(@ForAll @IntRange(max = 63) int bit, @ForAll @IntRange(max = 99) int index) {
        Membership membership = new Membership(3, bit);
        List<RoundMasking> maskings = membership.maskings(membership.context());
        Ring64Vector sum = RingVector.owning(new long[100]);
        Tag tag = Tag.ZERO;
        for (RoundMasking masking : maskings) {
            RingVector input = RingVector.owning(new long[100]);
            tag = tag.plus(masking.mask(input));
            sum.add(input);
        }
        sum.words()[index] ^= 1L << bit;
        assertThat(maskings.get(1).accepts(sum, tag)).isFalse();
    }

    @Example
    void vectors_of_two_rings_do_not_mix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingVector.owning(new long[3]).add(RingVector.owning(new int[3])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingVector.owning(new int[3]).add(RingVector.owning(new long[3])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingVector.owning(new long[3]).add(RingVector.owning(new long[4])));
        assertThat(RingVector.owning(new int[3]).contentEquals(RingVector.owning(new long[3])))
                .isFalse();
    }
}
