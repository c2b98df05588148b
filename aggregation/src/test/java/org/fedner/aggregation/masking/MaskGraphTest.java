package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.junit.jupiter.api.Test;

class MaskGraphTest {

    private static final Digest SEED = Digest.of("test graph".getBytes(StandardCharsets.US_ASCII));

    /** Computed with Python and its cryptography package. */
    @Test
    void the_order_on_the_ring_is_the_vectors() {
        MaskGraph small = MaskGraph.drawn(new GraphParameters(65, 14, 14), SEED);
        assertThat(order(small)).startsWith(47, 53, 32, 36, 23, 4, 15, 19, 46, 0, 21, 64, 26, 57, 2, 27);
        assertThat(digestOf(order(small)))
                .hasToString("11204395703ee2f230bb5e9452c91394f5b139d34cbbdf1f1b10fcb88f60a8a9");
        assertThat(small.neighbours(0)).containsExactly(2, 4, 12, 15, 19, 21, 23, 26, 27, 32, 36, 46, 57, 64);
        assertThat(digestOf(order(MaskGraph.drawn(new GraphParameters(1000, 26, 26), SEED))))
                .hasToString("81ae2084ebb69433bef8d2ed34af28a358e3a8d55c345e7d3f8d5dda18b8816f");
    }

    /** A bound of a third of the range and a little makes every third word too large; computed with Python as well. */
    @Test
    void words_that_would_favour_small_numbers_are_skipped() {
        try (Keystream words = Keystream.consuming(SecretBytes.owning(SEED.bytes()))) {
            UniformNumbers numbers = new UniformNumbers(words);
            assertThat(IntStream.range(0, 8).map(i -> numbers.below(1_431_655_766)))
                    .containsExactly(
                            1229833219, 112518748, 33450185, 190617399, 1153503216, 899516965, 580573894, 1422136126);
        }
    }

    @Property(tries = 60)
    void everyone_has_as_many_neighbours_and_is_theirs_and_all_are_connected(
            @ForAll @IntRange(min = 5, max = 300) int members, @ForAll @IntRange(min = 1, max = 40) int half) {
        int degree = 2 * half < members ? 2 * half : members - 1;
        MaskGraph graph = MaskGraph.drawn(new GraphParameters(members, degree, degree), seed(members * 100L + half));
        assertThat(order(graph))
                .containsExactlyInAnyOrder(IntStream.range(0, members).toArray());
        BitSet reached = new BitSet();
        reach(graph, 0, reached);
        assertThat(reached.cardinality()).isEqualTo(members);
        for (int one = 0; one < members; one++) {
            int[] neighbours = graph.neighbours(one);
            assertThat(neighbours)
                    .hasSize(degree)
                    .isSorted()
                    .doesNotContain(one)
                    .doesNotHaveDuplicates();
            for (int other = 0; other < members; other++) {
                boolean listed = Arrays.binarySearch(neighbours, other) >= 0;
                assertThat(graph.areNeighbours(one, other)).isEqualTo(listed);
                assertThat(graph.areNeighbours(other, one)).isEqualTo(listed);
            }
        }
    }

    @Test
    void a_complete_graph_joins_everyone_to_everyone_in_the_order_of_ids() {
        MaskGraph graph = MaskGraph.complete(GraphParameters.of(AggregationMode.ONE_FLIGHT, 5, 1));
        assertThat(graph.neighbours(2)).containsExactly(0, 1, 3, 4);
        assertThat(graph.areNeighbours(0, 4)).isTrue();
        assertThat(graph.areNeighbours(3, 3)).isFalse();
    }

    /** Chi-squared with 64 degrees of freedom exceeds 130 with probability 2e-6. */
    @Test
    void every_place_is_equally_likely_for_every_member() {
        int draws = 6500;
        int members = 65;
        int[][] counts = new int[members][members]; // [member][place]
        for (int draw = 0; draw < draws; draw++) {
            int[] order = order(MaskGraph.drawn(new GraphParameters(members, 14, 14), seed(draw)));
            for (int place = 0; place < members; place++) {
                counts[order[place]][place]++;
            }
        }
        double expected = (double) draws / members;
        for (int[] places : counts) {
            double chiSquared = Arrays.stream(places)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            assertThat(chiSquared).isBetween(25.0, 130.0);
        }
    }

    @Test
    void a_survivor_answers_only_among_enough_surviving_neighbours() {
        MaskGraph graph = MaskGraph.drawn(new GraphParameters(200, 80, 63), SEED);
        BitSet survivors = new BitSet();
        survivors.set(0, 200);
        int[] neighbours = graph.neighbours(7);
        for (int dropped = 0; dropped < 17; dropped++) {
            survivors.clear(neighbours[dropped]);
        }
        assertThat(graph.mayAnswer(7, survivors)).isTrue();
        survivors.clear(neighbours[17]);
        assertThat(graph.mayAnswer(7, survivors)).isFalse();
        survivors.set(neighbours[17]);
        survivors.clear(7);
        assertThat(graph.mayAnswer(7, survivors)).isFalse();
    }

    @Test
    void bad_a_sparse_graph_without_a_seed_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskGraph.complete(GraphParameters.of(AggregationMode.ONE_FLIGHT, 65, 1)));
    }

    private static void reach(MaskGraph graph, int from, BitSet reached) {
        reached.set(from);
        for (int other : graph.neighbours(from)) {
            if (!reached.get(other)) {
                reach(graph, other, reached);
            }
        }
    }

    private static int[] order(MaskGraph graph) {
        return IntStream.range(0, graph.parameters().members())
                .map(graph::memberAt)
                .toArray();
    }

    private static Digest digestOf(int[] order) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * order.length);
        IntStream.of(order).forEach(member -> bytes.putShort((short) member));
        return Digest.of(bytes.array());
    }

    private static Digest seed(long number) {
        return Digest.of(Labels.uint64(number));
    }
}
