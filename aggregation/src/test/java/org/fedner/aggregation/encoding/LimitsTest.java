package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Example;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

/** Every limit allows its last value and refuses the next. */
class LimitsTest {

    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z32, 3);
    private static final int LARGEST = (int) CAPACITY.largestWord();

    @Example
    void a_count_may_reach_the_capacity_and_not_exceed_it() {
        assertThat(CAPACITY.require("a count", LARGEST)).isEqualTo(LARGEST);
        assertThat(CAPACITY.require("a count", -LARGEST)).isEqualTo(-LARGEST);
        assertThatIllegalArgumentException().isThrownBy(() -> CAPACITY.require("a count", LARGEST + 1L));
        assertThatIllegalArgumentException().isThrownBy(() -> CAPACITY.require("a count", -LARGEST - 1L));
    }

    @Example
    void a_capacity_has_one_member_at_least_and_words_of_a_useful_size() {
        assertThat(SumCapacity.of(Ring.Z32, 1).largestWord()).isEqualTo(Integer.MAX_VALUE);
        assertThat(new SumCapacity(Ring.Z32, 1, 1 << 16).bits()).isEqualTo(16);
        assertThatIllegalArgumentException().isThrownBy(() -> new SumCapacity(Ring.Z32, 1, (1 << 16) - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SumCapacity.of(Ring.Z32, -1));
    }

    @Example
    void a_layout_has_2_to_the_28_words_at_most_counts_and_metrics_included() {
        int rest = (1 << 28) - InputLayout.FIRST_METRIC - 3;
        assertThat(InputLayout.of(3, rest).size()).isEqualTo(1 << 28);
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(3, rest + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> InputLayout.of(4, rest));
    }

    @Example
    void a_table_has_rows_and_width_or_neither() {
        assertThat(RowTable.NONE.exists()).isFalse();
        assertThat(new RowTable(1, 1).exists()).isTrue();
        assertThat(new RowTable(1 << 20, 1 << 7).rows()).isEqualTo(1 << 20); // 2^27 coordinates, the most there may be
        for (int[] bad : new int[][] {{-1, 1}, {1, -1}, {-1, -1}, {0, 1}, {1, 0}, {(1 << 20) + 1, 1 << 7}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new RowTable(bad[0], bad[1]));
        }
    }

    @Example
    void a_batch_may_be_empty_and_not_less() {
        assertThat(new BatchGradient(0, List.of(), new float[0]).examples()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new BatchGradient(-1, List.of(), new float[0]));
    }

    @Example
    void exponents_of_another_number_of_tensors_decode_nothing() {
        InputLayout layout = InputLayout.of(0, 1, 1);
        int[] words = {1, 0, 5, 6};
        assertThatIllegalArgumentException().isThrownBy(() -> new SumDecoder(layout)
                .decode(RingVector.owning(words), Exponents.of(0, 0, 0), new float[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> new SumDecoder(layout)
                .decode(RingVector.owning(words), Exponents.of(0), new float[2]));
    }

    @Example
    void bad_bytes_are_no_exponents_and_no_rows() {
        assertThat(Exponents.decode(Exponents.of().encode()).tensors()).isZero();
        assertThat(RowSet.decode(RowSet.none(0).encode()).tableRows()).isZero();
        for (byte[] bad : new byte[][] {{}, {0, 0, 0}, {0, 0, 0, 1}, {-1, -1, -1, -1}, {0, 0, 0, 0, 0}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Exponents.decode(bad));
        }
        for (byte[] bad : new byte[][] {{}, {0, 0, 0}, {-1, -1, -1, -1}, {0, 0, 0, 0, 0}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> RowSet.decode(bad));
        }
    }

    @Example
    void a_coordinate_at_the_capacity_counts_as_saturated_and_one_step_below_does_not() {
        for (Ring ring : Ring.values()) {
            SumCapacity capacity = new SumCapacity(ring, 1, 1 << 20);
            InputLayout layout = InputLayout.of(0, 4);
            int limit = 1 << 20;
            float[] gradient = {limit, -limit, limit - 1, 1 - limit};
            RingVector words = ring.zero(layout.size());
            FixedPointEncoder encoder = new FixedPointEncoder(layout);
            int saturated = encoder.encode(
                    new BatchGradient(1, List.of(), gradient), Exponents.of(0), capacity, stream(), words);
            encoder.commit();
            assertThat(saturated).isEqualTo(2);
            assertThat(words.word(InputLayout.SATURATED)).isEqualTo(2);
            assertThat(new long[] {words.word(2), words.word(3), words.word(4), words.word(5)})
                    .containsExactly(limit, -limit, limit - 1, 1 - limit);
            assertThat(encoder.exportResidual()).containsOnly(0);
        }
    }

    @Example
    void a_residual_that_is_not_finite_is_not_adopted() {
        FixedPointEncoder encoder = new FixedPointEncoder(InputLayout.of(0, 2));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatExceptionOfType(NotFiniteException.class)
                    .isThrownBy(() -> encoder.restoreResidual(new float[] {1, bad}));
        }
        encoder.restoreResidual(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE});
        assertThat(encoder.exportResidual()).containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE);
    }

    @Example
    void a_cleared_encoder_has_forgotten_what_was_left_over_and_what_was_pending() {
        InputLayout layout = InputLayout.of(0, 2);
        FixedPointEncoder encoder = new FixedPointEncoder(layout);
        BatchGradient batch = new BatchGradient(1, List.of(), new float[] {0.3f, -0.7f});
        encoder.encode(batch, Exponents.of(0), CAPACITY, stream(), Ring.Z32.zero(4));
        encoder.commit();
        encoder.encode(batch, Exponents.of(0), CAPACITY, stream(), Ring.Z32.zero(4));
        encoder.clear();
        assertThat(encoder.exportResidual()).containsOnly(0);
        RingVector cleared = Ring.Z32.zero(4);
        RingVector fresh = Ring.Z32.zero(4);
        encoder.encode(batch, Exponents.of(0), CAPACITY, stream(), cleared);
        new FixedPointEncoder(layout).encode(batch, Exponents.of(0), CAPACITY, stream(), fresh);
        assertThat(cleared.contentEquals(fresh)).isTrue();
    }

    @Example
    void a_vector_of_elements_is_read_from_where_it_stands_and_the_buffer_moves_on() {
        ByteBuffer bytes =
                ByteBuffer.allocate(32).putLong(9).putLong(1).putLong(2).putLong(9);
        bytes.position(8);
        assertThat(FieldVector.read(bytes, 2).words()).containsExactly(1, 2);
        assertThat(bytes.position()).isEqualTo(24);
    }

    private static Keystream stream() {
        return Keystream.consuming(SecretBytes.owning(new byte[Keystream.KEY_BYTES]));
    }
}
