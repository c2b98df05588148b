package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Values are equal when their parts are; vectors add, compare, copy and clear word by word. */
class ValuesTest {

    @Example
    void exponents_rows_and_batches_are_equal_when_their_parts_are() {
        assertSame(Exponents.of(1, 2), Exponents.of(1, 2), Exponents.of(2, 1));
        assertThat(Exponents.of(1, 2)).hasToString("Exponents[1, 2]");
        assertSame(RowSet.of(9, 1, 4), RowSet.of(9, 4, 1), RowSet.of(9, 1, 5));
        assertSame(RowSet.of(9, 1, 4), RowSet.of(9, 4, 1), RowSet.of(10, 1, 4));
        RowSet rows = RowSet.of(9, 7, 4);
        assertThat(new int[] {rows.tableRows(), rows.size(), rows.row(0), rows.row(1)})
                .containsExactly(9, 2, 4, 7);
        BatchGradient batch = new BatchGradient(3, List.of(5), new float[] {1, 2});
        assertSame(
                batch,
                new BatchGradient(3, List.of(5), new float[] {1, 2}),
                new BatchGradient(3, List.of(6), new float[] {1, 2}));
        assertSame(
                batch,
                new BatchGradient(3, List.of(5), new float[] {1, 2}),
                new BatchGradient(3, List.of(5), new float[] {1, 3}));
        assertThat(batch).isNotEqualTo(new BatchGradient(4, List.of(5), new float[] {1, 2}));
    }

    private static void assertSame(Object value, Object same, Object other) {
        assertThat(value)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(other)
                .doesNotHaveSameHashCodeAs(other)
                .isNotEqualTo(value.toString());
    }

    @Example
    void there_is_a_ring_of_32_bits_one_of_64_and_no_other() {
        for (Ring ring : Ring.values()) {
            assertThat(Ring.ofBits(ring.bits())).contains(ring);
            assertThat(ring.zero(3).ring()).isEqualTo(ring);
            assertThat(ring.zero(3).size()).isEqualTo(3);
            assertThat(ring.wordBytes() * 8).isEqualTo(ring.bits());
        }
        assertThat(Ring.Z32.bits()).isEqualTo(32);
        assertThat(Ring.ofBits(33)).isEmpty();
    }

    @Property(tries = 100)
    void vectors_add_word_by_word_in_their_ring(@ForAll @Size(5) long[] first, @ForAll @Size(5) long[] second) {
        for (Ring ring : Ring.values()) {
            RingVector sum = vector(ring, first);
            sum.add(vector(ring, second));
            for (int i = 0; i < 5; i++) {
                long exact = first[i] + second[i];
                assertThat(sum.word(i)).isEqualTo(ring == Ring.Z32 ? (int) exact : exact);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sum.add(vector(ring == Ring.Z32 ? Ring.Z64 : Ring.Z32, second)));
            assertThatIllegalArgumentException().isThrownBy(() -> sum.add(ring.zero(4)));
        }
    }

    @Property(tries = 100)
    void a_vector_is_within_a_bound_when_every_word_is(@ForAll @LongRange(min = 0, max = 1 << 30) long bound) {
        for (Ring ring : Ring.values()) {
            assertThat(vector(ring, 0, bound, -bound).isWithin(bound)).isTrue();
            assertThat(vector(ring, 0, bound + 1, 0).isWithin(bound)).isFalse();
            assertThat(vector(ring, -bound - 1, 0, 0).isWithin(bound)).isFalse();
        }
    }

    @Example
    void in_the_wide_ring_only_words_up_to_2_to_the_60_less_1_lift_uniquely() {
        long largest = Ring.Z64.largestSum();
        assertThat(vector(Ring.Z64, largest, -largest).liftsUniquely()).isTrue();
        assertThat(vector(Ring.Z64, 0, largest + 1).liftsUniquely()).isFalse();
        assertThat(vector(Ring.Z64, -largest - 1, 0).liftsUniquely()).isFalse();
        assertThat(vector(Ring.Z32, Integer.MIN_VALUE, Integer.MAX_VALUE).liftsUniquely())
                .isTrue();
    }

    @Example
    void a_copy_has_words_of_its_own_and_clearing_leaves_zeros() {
        for (Ring ring : Ring.values()) {
            RingVector vector = vector(ring, 1, 2, 3);
            RingVector copy = vector.copy();
            assertThat(copy.contentEquals(vector)).isTrue();
            copy.set(1, 9);
            assertThat(copy.contentEquals(vector)).isFalse();
            assertThat(vector.contentEquals(ring.zero(2))).isFalse();
            vector.clear();
            assertThat(vector.contentEquals(ring.zero(3))).isTrue();
            assertThat(vector).hasToString("RingVector[3 words of %d bits]".formatted(ring.bits()));
        }
        assertThat(Ring.Z32.zero(2).contentEquals(Ring.Z64.zero(2))).isFalse();
    }

    @Example
    void a_vector_in_two_parts_adds_and_clears_both() {
        JointVector sum = JointVector.zero(Ring.Z32, 2, 1);
        JointVector summand = new JointVector(vector(Ring.Z32, 1, -2), FieldVector.owning(new long[] {(1L << 61) - 2}));
        sum.add(summand);
        sum.add(summand);
        assertThat(sum.ring().contentEquals(vector(Ring.Z32, 2, -4))).isTrue();
        assertThat(sum.announced().contentEquals(FieldVector.owning(new long[] {(1L << 61) - 3})))
                .isTrue();
        assertThat(sum.announced().contentEquals(FieldVector.zero(1))).isFalse();
        sum.clear();
        assertThat(sum.ring().contentEquals(Ring.Z32.zero(2))).isTrue();
        assertThat(sum.announced().contentEquals(FieldVector.zero(1))).isTrue();
    }

    private static RingVector vector(Ring ring, long... words) {
        RingVector vector = ring.zero(words.length);
        for (int i = 0; i < words.length; i++) {
            vector.set(i, ring == Ring.Z32 ? (int) words[i] : words[i]);
        }
        return vector;
    }
}
