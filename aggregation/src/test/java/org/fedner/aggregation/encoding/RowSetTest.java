package org.fedner.aggregation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.field.Mersenne61;

/** Rows that batches touch, and how their union is found in a sum. */
class RowSetTest {

    private static final int TABLE = 40;

    @Property
    void the_sum_of_announcements_names_exactly_the_union(
            @ForAll @Size(min = 3, max = 6) List<@Size(max = 30) List<@IntRange(max = TABLE - 1) Integer>> touched,
            @ForAll long seed) {
        FieldVector sum = FieldVector.zero(TABLE);
        for (List<Integer> rows : touched) {
            sum.add(set(rows).announce(new Random(seed++)::nextLong));
        }
        int[] union = touched.stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
        assertThat(RowSet.announcedIn(sum).toArray()).isEqualTo(union);
        assertThat(RowSet.announcedIn(sum))
                .isEqualTo(touched.stream()
                        .map(RowSetTest::set)
                        .reduce(RowSet::union)
                        .orElseThrow());
    }

    @Property
    void an_announcement_is_an_element_other_than_zero_for_its_rows_alone(
            @ForAll @Size(max = 30) List<@IntRange(max = TABLE - 1) Integer> rows, @ForAll long seed) {
        RowSet set = set(rows);
        FieldVector announcement = set.announce(new Random(seed)::nextLong);
        for (int row = 0; row < TABLE; row++) {
            assertThat(announcement.words()[row] != 0).isEqualTo(set.contains(row));
            assertThat(Mersenne61.isElement(announcement.words()[row])).isTrue();
        }
    }

    @Example
    void a_draw_of_zero_is_drawn_again() {
        long[] draws = {0, Mersenne61.P, 5};
        int[] next = {0};
        LongSupplier random = () -> draws[next[0]++];
        assertThat(RowSet.of(2, 1).announce(random).words()).containsExactly(0, 5);
    }

    @Example
    void a_row_whose_announcements_cancel_is_missing_from_the_union() {
        FieldVector sum = FieldVector.owning(new long[] {7, 9, 0});
        sum.add(FieldVector.owning(new long[] {Mersenne61.P - 7, 9, 0}));
        assertThat(RowSet.announcedIn(sum).toArray()).containsExactly(1);
    }

    @Property
    void rows_come_back_from_their_bytes(@ForAll @Size(max = 30) List<@IntRange(max = TABLE - 1) Integer> rows) {
        RowSet set = set(rows);
        assertThat(RowSet.decode(set.encode())).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(RowSet.decode(set.encode()).digest()).isEqualTo(set.digest());
    }

    @Property
    void union_and_difference_are_those_of_sets(
            @ForAll @Size(max = 30) List<@IntRange(max = TABLE - 1) Integer> a,
            @ForAll @Size(max = 30) List<@IntRange(max = TABLE - 1) Integer> b) {
        for (int row = 0; row < TABLE; row++) {
            assertThat(set(a).union(set(b)).contains(row)).isEqualTo(a.contains(row) || b.contains(row));
            assertThat(set(a).without(set(b)).contains(row)).isEqualTo(a.contains(row) && !b.contains(row));
        }
    }

    @Example
    void the_digest_depends_on_rows_and_table() {
        assertThat(List.of(
                        RowSet.none(2).digest(),
                        RowSet.none(3).digest(),
                        RowSet.of(3, 0).digest(),
                        RowSet.of(3, 1).digest()))
                .doesNotHaveDuplicates();
    }

    @Example
    void bad_rows_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RowSet.of(3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> RowSet.of(3, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> RowSet.none(3).union(RowSet.none(4)));
        for (int[] words : new int[][] {{3, 1, 1}, {3, 2, 1}, {3, 3}, {3, -1}, {-1}}) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * words.length);
            bytes.asIntBuffer().put(words);
            assertThatIllegalArgumentException()
                    .as(Arrays.toString(words))
                    .isThrownBy(() -> RowSet.decode(bytes.array()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> RowSet.decode(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> RowSet.decode(new byte[5]));
        assertThatIllegalArgumentException().isThrownBy(() -> new RowTable(0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new RowTable(-1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RowTable(1 << 20, 1 << 10));
    }

    @Example
    void rows_do_not_print() {
        assertThat(RowSet.of(9, 4, 7)).hasToString("RowSet[2 of 9 rows]");
        assertThat(FieldVector.zero(3)).hasToString("FieldVector[3 words]");
    }

    @Property
    void a_vector_in_two_parts_travels_as_one(
            @ForAll @Size(max = 9) int[] ring, @ForAll @Size(max = 9) long[] numbers) {
        long[] elements = Arrays.stream(numbers).map(Mersenne61::reduce).toArray();
        JointVector vector = new JointVector(RingVector.owning(ring.clone()), FieldVector.owning(elements.clone()));
        RingVector travelled = vector.joined();
        assertThat(travelled.size()).isEqualTo(JointVector.travellingWords(Ring.Z32, ring.length, elements.length));
        ByteBuffer wire = ByteBuffer.allocate(4 * travelled.size());
        travelled.write(wire);
        wire.flip();
        IntStream.of(ring).forEach(word -> assertThat(wire.getInt()).isEqualTo(word));
        Arrays.stream(elements).forEach(element -> assertThat(wire.getLong()).isEqualTo(element));
        JointVector back = JointVector.split(travelled, elements.length);
        assertThat(back.ring().contentEquals(vector.ring())).isTrue();
        assertThat(back.announced().contentEquals(vector.announced())).isTrue();
        assertThat(back.joined().contentEquals(travelled)).isTrue();
    }

    @Property
    void over_the_wide_ring_an_element_is_one_word(
            @ForAll @Size(max = 9) long[] ring, @ForAll @Size(max = 9) long[] numbers) {
        long[] elements = Arrays.stream(numbers).map(Mersenne61::reduce).toArray();
        JointVector vector = new JointVector(RingVector.owning(ring.clone()), FieldVector.owning(elements.clone()));
        RingVector travelled = vector.joined();
        assertThat(travelled.size()).isEqualTo(ring.length + elements.length);
        assertThat(travelled.size()).isEqualTo(JointVector.travellingWords(Ring.Z64, ring.length, elements.length));
        for (int r = 0; r < elements.length; r++) {
            assertThat(travelled.word(ring.length + r)).isEqualTo(elements[r]);
        }
        JointVector back = JointVector.split(travelled, elements.length);
        assertThat(back.ring().contentEquals(vector.ring())).isTrue();
        assertThat(back.announced().contentEquals(vector.announced())).isTrue();
    }

    @Example
    void without_a_second_part_nothing_is_copied() {
        RingVector ring = RingVector.owning(new int[4]);
        assertThat(JointVector.split(ring, 0).ring()).isSameAs(ring);
        assertThat(JointVector.of(ring).joined()).isSameAs(ring);
    }

    @Example
    void bad_elements_are_refused() {
        RingVector prime = RingVector.owning(new int[] {1, 0x1fff_ffff, -1});
        assertThatIllegalArgumentException().isThrownBy(() -> JointVector.split(prime, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> JointVector.split(RingVector.owning(new int[3]), 2));
        assertThatIllegalArgumentException().isThrownBy(() -> FieldVector.owning(new long[] {-1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldVector.zero(2).add(FieldVector.zero(3)));
    }

    private static RowSet set(List<Integer> rows) {
        return RowSet.of(TABLE, rows.stream().mapToInt(Integer::intValue).toArray());
    }
}
