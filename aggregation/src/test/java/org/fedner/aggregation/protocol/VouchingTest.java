package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

class VouchingTest {

    private static final StateChain OLD = new StateChain(Digest.of(new byte[] {1}), 4);
    private static final StateChain NEW = new StateChain(Digest.of(new byte[] {2}), 5);

    @Test
    void oneMoreThanTheColludersVouchAlsoForAMemberThatIsBehind() {
        assertThat(Vouching.vouchedState(
                        List.of(vote(1, NEW, 1, 2, 3), vote(2, NEW, 1, 2, 3), vote(3, OLD, 1, 2, 3)).stream(), 1))
                .contains(NEW);
        assertThat(Vouching.vouchedState(List.of(vote(1, NEW, 1, 2, 3), vote(2, OLD, 1, 2, 3)).stream(), 1))
                .isEmpty();
        assertThat(Vouching.vouchedState(List.of(vote(1, NEW, 1, 2, 3)).stream(), 0))
                .contains(NEW);
    }

    @Test
    void theNewestOfSeveralVouchedStatesCounts() {
        assertThat(Vouching.vouchedState(
                        List.of(
                                vote(1, OLD, 1, 2, 3, 4),
                                vote(2, OLD, 1, 2, 3, 4),
                                vote(3, NEW, 1, 2, 3, 4),
                                vote(4, NEW, 1, 2, 3, 4))
                                .stream(),
                        1))
                .contains(NEW);
    }

    @Test
    void twoStatesOfOneRoundVouchForNothing() {
        StateChain other = new StateChain(Digest.of(new byte[] {3}), NEW.modelRound());
        assertThat(Vouching.vouchedState(
                        List.of(
                                vote(1, NEW, 1, 2, 3, 4),
                                vote(2, NEW, 1, 2, 3, 4),
                                vote(3, other, 1, 2, 3, 4),
                                vote(4, other, 1, 2, 3, 4))
                                .stream(),
                        1))
                .isEmpty();
    }

    @Test
    void colludersAloneVouchForNothingWhateverMembersTheyInvent() {
        for (int colluders = 1; colluders < 6; colluders++) {
            int[] invented = IntStream.rangeClosed(1, colluders).toArray();
            List<Ready> votes = Arrays.stream(invented)
                    .mapToObj(liar -> vote(liar, NEW, invented))
                    .toList();
            assertThat(Vouching.vouchedState(votes.stream(), colluders)).isEmpty();
        }
    }

    @Test
    void whoWasNoMemberOrNamesNoMembersDoesNotCount() {
        assertThat(Vouching.vouchedState(
                        List.of(vote(1, NEW, 1, 2, 3), vote(4, NEW, 1, 2, 3), vote(5, NEW)).stream(), 1))
                .isEmpty();
    }

    private static Ready vote(int platform, StateChain state, int... previous) {
        return new Ready(
                Digest.of(),
                new PlatformId(0, platform),
                state.digest(),
                state.modelRound(),
                Arrays.stream(previous).mapToObj(id -> new PlatformId(0, id)).toList(),
                List.of());
    }
}
