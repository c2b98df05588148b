package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** From words to a sum to a mean. */
class SumTest {

    @Property
    void the_mean_is_sum_over_scale_over_examples(
            @ForAll @Size(5) int[] gradient,
            @ForAll @IntRange(min = 1, max = 1000) int examples,
            @ForAll @IntRange(min = -30, max = 30) int exponent)
            throws Exception {
        InputLayout layout = InputLayout.of(0, 2, 3);
        int[] words = {examples, 4, gradient[0], gradient[1], gradient[2], gradient[3], gradient[4]};
        float[] mean = new float[5];
        SumCounts counts = new SumDecoder(layout).decode(RingVector.owning(words), Exponents.of(exponent, 7), mean);
        assertThat(counts.examples()).isEqualTo(examples);
        assertThat(counts.saturated()).isEqualTo(4);
        for (int j = 0; j < 5; j++) {
            BigDecimal exact = new BigDecimal(gradient[j])
                    .divide(new BigDecimal(examples), MathContext.DECIMAL128)
                    .multiply(new BigDecimal(Math.scalb(1.0, j < 2 ? -exponent : -7)));
            assertThat(Math.abs(mean[j] - exact.doubleValue())).isLessThanOrEqualTo(Math.ulp(mean[j]));
        }
    }

    @Example
    void metrics_are_read_after_the_counts() throws Exception {
        InputLayout layout = InputLayout.of(2, 1);
        SumCounts counts = new SumDecoder(layout).counts(RingVector.owning(new int[] {3, 0, -8, 9, 1}));
        assertThat(counts.metrics()).containsExactly(-8L, 9L);
    }

    @Example
    void bad_sums_are_refused() {
        InputLayout layout = InputLayout.of(0, 1);
        SumDecoder decoder = new SumDecoder(layout);
        for (int[] words : new int[][] {{0, 0, 1}, {-1, 0, 1}, {1, -1, 1}}) {
            assertThatExceptionOfType(ImplausibleSumException.class)
                    .isThrownBy(() -> decoder.decode(RingVector.owning(words), Exponents.of(0), new float[1]));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder.decode(RingVector.owning(new int[4]), Exponents.of(0), new float[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder.decode(RingVector.owning(new int[3]), Exponents.of(0), new float[2]));
    }

    @Property
    void no_capacity_lets_a_sum_wrap(@ForAll @IntRange(min = 1, max = 32767) int members) {
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        assertThat((long) members * capacity.largestWord()).isLessThanOrEqualTo(Integer.MAX_VALUE);
        assertThat(1L << capacity.bits()).isLessThanOrEqualTo(capacity.largestWord());
    }

    @Example
    void bad_capacities_under_which_a_sum_could_wrap_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SumCapacity(Ring.Z32, 3, Integer.MAX_VALUE / 3 + 1))
                .withMessage("sum could wrap: 3 members of words up to 715827883");
        assertThatIllegalArgumentException().isThrownBy(() -> new SumCapacity(Ring.Z32, 2, Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> SumCapacity.of(Ring.Z32, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> SumCapacity.of(Ring.Z32, 32768));
        assertThatIllegalArgumentException().isThrownBy(() -> new SumCapacity(Ring.Z32, -1, -1));
    }

    @Example
    void bad_layouts_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(-1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(0, 5, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(0, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Property
    void words_are_big_endian_on_the_wire(@ForAll @Size(max = 20) int[] words) {
        Ring32Vector vector = RingVector.owning(words);
        ByteBuffer wire = ByteBuffer.allocate(3 + words.length * Ring.Z32.wordBytes());
        wire.position(3);
        vector.write(wire);
        assertThat(wire.hasRemaining()).isFalse();
        wire.position(3);
        for (int word : words) {
            assertThat(wire.getInt()).isEqualTo(word);
        }
        wire.position(3);
        assertThat(Ring.Z32.read(wire, words.length).contentEquals(vector)).isTrue();
        assertThat(wire.hasRemaining()).isFalse();
    }

    @Example
    void vectors_of_different_size_are_not_added() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingVector.owning(new int[3]).add(RingVector.owning(new int[4])));
    }
}
