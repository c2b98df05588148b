package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SeedPart;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

class EpochGraphTest {

    private static final Digest TRANSCRIPT = digest("test transcript");

    /** Computed with Python. */
    @Test
    void theSeedIsTheVectors() {
        List<SeedPart> opened = IntStream.rangeClosed(1, 65)
                .mapToObj(member -> new SeedPart(new Digest(repeated(member)), TRANSCRIPT))
                .toList();
        assertThat(EpochGraph.seed(TRANSCRIPT, opened))
                .hasToString("df63e1527f158f061097a7bdfb587743025af8faa9b6a95aae840cb351612409");
    }

    /** Computed with Python. */
    @Test
    void theCommitmentIsTheVectors() {
        PlatformId platform = new PlatformId(0, 1);
        Digest epoch = digest("test epoch");
        try (SecretBytes contribution = SecretBytes.owning(repeated(7))) {
            Digest inner = OwnKeys.commitment(epoch, platform, contribution);
            assertThat(inner).hasToString("560589b7cebf832b050f516aed4a1ca783284292a61940b0667d8a0d11104024");
            assertThat(new SeedPart(new Digest(repeated(9)), inner).commitment(epoch, platform))
                    .hasToString("a56fffae8289c704bdfcaae29a1946e731d077f1da650d1d338b26dbf78f3ec9");
        }
    }

    @Test
    void onACompleteGraphEveryoneContributesAndExchangesKeysWithEveryone() {
        List<PlatformId> members = members(5);
        EpochGraph graph =
                EpochGraph.of(members, GraphParameters.of(AggregationMode.ONE_FLIGHT, 5, 1), Optional.empty());
        assertThat(graph.contributors()).isEqualTo(members);
        assertThat(graph.linked(members.get(2))).isEqualTo(graph.neighbours(members.get(2)));
        assertThat(graph.linked(members.get(2)))
                .containsExactly(members.get(0), members.get(1), members.get(3), members.get(4));
    }

    @Test
    void whoExchangesKeysWithSomeoneIsExchangedWith() {
        List<PlatformId> members = members(100);
        EpochGraph graph = EpochGraph.of(
                members, GraphParameters.of(AggregationMode.ONE_FLIGHT, 100, 20), Optional.of(TRANSCRIPT));
        for (PlatformId one : members) {
            assertThat(graph.linked(one)).isSorted().doesNotContain(one).doesNotHaveDuplicates();
            for (PlatformId other : members) {
                assertThat(graph.linked(one).contains(other))
                        .isEqualTo(graph.linked(other).contains(one));
            }
        }
        assertThat(graph.contributors()).hasSize(4).isSorted();
    }

    @Test
    void onACompleteGraphEveryoneHoldsAShareItselfIncludedAndOnADrawnOneTheNeighboursDo() {
        List<PlatformId> few = members(5);
        EpochGraph complete =
                EpochGraph.of(few, GraphParameters.of(AggregationMode.RECOVERABLE, 5, 1), Optional.empty());
        assertThat(complete.holders(few.get(2))).isEqualTo(few);
        assertThat(complete.dealers(few.get(2))).isEqualTo(few);

        List<PlatformId> many = members(200);
        EpochGraph drawn =
                EpochGraph.of(many, GraphParameters.of(AggregationMode.RECOVERABLE, 200, 20), Optional.of(TRANSCRIPT));
        assertThat(drawn.holders(many.get(2)))
                .isEqualTo(drawn.neighbours(many.get(2)))
                .hasSizeLessThan(many.size())
                .doesNotContain(many.get(2));
        assertThat(drawn.dealers(many.get(2))).isEqualTo(drawn.holders(many.get(2)));
    }

    @Test
    void asManyNeighboursAsTheThresholdAreEnoughAndOneLessIsNot() {
        List<PlatformId> members = members(200);
        EpochGraph graph = EpochGraph.of(
                members, GraphParameters.of(AggregationMode.RECOVERABLE, 200, 20), Optional.of(TRANSCRIPT));
        PlatformId member = members.get(7);
        int threshold = graph.masks().parameters().threshold();
        List<PlatformId> neighbours = graph.neighbours(member);
        assertThat(threshold).isBetween(1, neighbours.size());
        assertThat(graph.hasEnoughNeighbours(member, Set.copyOf(neighbours.subList(0, threshold))))
                .isTrue();
        assertThat(graph.hasEnoughNeighbours(member, Set.copyOf(neighbours.subList(0, threshold - 1))))
                .isFalse();
        Set<PlatformId> strangersToIt = new HashSet<>(members);
        neighbours.forEach(strangersToIt::remove);
        assertThat(graph.hasEnoughNeighbours(member, strangersToIt)).isFalse();
    }

    @Test
    void bad_aStrangerHasNoNumber() {
        EpochGraph graph =
                EpochGraph.of(members(5), GraphParameters.of(AggregationMode.ONE_FLIGHT, 5, 1), Optional.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> graph.neighbours(new PlatformId(77, 77)));
    }

    private static List<PlatformId> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new PlatformId(number, 0))
                .toList();
    }

    private static byte[] repeated(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
