package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.message.WireWriter;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** What a server stores of an epoch, and where each outcome leads. */
class ServerEpochTest {

    private static final Digest SEED = Digest.of(new byte[] {3});

    private final Simulation simulation = new Simulation(3, 2, 78).begin();
    private final ServerEpoch established =
            Moments.of(simulation, CollectingInputs.class).at();

    @Test
    void anEstablishedEpochStandsAtTheSizeRoundWithEveryonesReady() {
        assertThat(established.number()).isEqualTo(1);
        assertThat(established.members())
                .isEqualTo(simulation.hospitals.stream()
                        .map(hospital -> hospital.id)
                        .toList());
        assertThat(established.at()).isEqualTo(Attempt.FIRST);
        assertThat(established.readies()).hasSize(3);
    }

    @Test
    void aSumLeadsToTheNextRoundAVoidToTheNextAttemptAndAVoidOfModeRToTheNextRound() {
        Digest sum = Digest.of(new byte[] {4});
        RowSet none = established.rows();
        ServerEpoch sized = established.summed(RoundKind.SIZE, sum, none);
        assertThat(sized.at()).isEqualTo(new Attempt(1, 0));
        assertThat(sized.chain()).isEqualTo(established.chain());
        assertThat(sized.readies()).isEmpty();
        ServerEpoch trained = sized.voided().summed(RoundKind.TRAINING, sum, none);
        assertThat(trained.at()).isEqualTo(new Attempt(2, 0));
        assertThat(trained.modelRound()).isEqualTo(1);
        assertThat(trained.state()).isNotEqualTo(sized.state());
        assertThat(sized.voided().at()).isEqualTo(new Attempt(1, 1));
        assertThat(sized.voided().chain()).isEqualTo(sized.chain());
        assertThat(sized.skipped().at()).isEqualTo(new Attempt(2, 0));
        assertThat(sized.skipped().chain()).isEqualTo(sized.chain());
        assertThat(established.voided().at()).isEqualTo(new Attempt(0, 1));
        assertThat(established.voided().readies()).hasSize(3);
    }

    @Test
    void whatIsStoredComesBackAlsoOfADrawnGraph() throws MalformedMessageException {
        for (Optional<Digest> seed : List.of(Optional.<Digest>empty(), Optional.of(SEED))) {
            ServerEpoch stored = with(seed, 0, 0, 0, established.readies());
            assertThat(ServerEpoch.decode(stored.encode()).graphSeed()).isEqualTo(seed);
            assertThat(ServerEpoch.decode(stored.encode()).encode()).isEqualTo(stored.encode());
        }
    }

    @Test
    void theReadiesAreEveryonesInTheSizeRoundAndNobodysAfterIt() {
        assertThat(with(Optional.empty(), 1, 0, 0, List.of()).round()).isEqualTo(1);
        refused(0, 0, 0, established.readies().subList(0, 2));
        refused(1, 0, 0, established.readies());
        refused(1, -1, 0, List.of());
        refused(1, 0, -1, List.of());
        refused(-1, 0, 0, List.of());
        List<WireMessage<Ready>> unordered = new ArrayList<>(established.readies());
        Collections.swap(unordered, 0, 1);
        refused(0, 0, 0, unordered);
    }

    @Test
    void aMessageOfAnotherTypeIsNoRoster() {
        byte[] stored = established.encode();
        byte[] bye = WireMessage.of(new Bye()).bytes();
        byte[] roster = established.roster().bytes();
        byte[] other = new WireWriter().opaque(bye, 1, 1 << 25).toBytes();
        int after = 4 + roster.length;
        byte[] exchanged = new byte[other.length + stored.length - after];
        System.arraycopy(other, 0, exchanged, 0, other.length);
        System.arraycopy(stored, after, exchanged, other.length, stored.length - after);
        assertThatThrownBy(() -> ServerEpoch.decode(exchanged))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("another type");
    }

    @Test
    void aStoredOutcomeThatTheServerDidNotSignIsNotResumed() {
        CollectingInputs collecting = Moments.of(
                simulation, CollectingInputs.class, phase -> phase.at().round() == 1);
        Hospital liar = simulation.hospitals.get(0);
        WireMessage<?> outcome = collecting.lastOutcome().get(0);
        WireMessage<?> forged = WireMessage.sign(
                (SignedMessage) outcome.message(), collecting.hosting().epoch().digest(), liar.key);
        assertThatThrownBy(() -> ServerPhase.resume(
                        simulation.server,
                        collecting.at(),
                        forged,
                        Optional.empty(),
                        ServerEvent.Continuation.SAME_EPOCH))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("not of the stored epoch");
    }

    @Test
    void aServerOfModeFGoesOnInTheEpochItStored() throws MalformedMessageException {
        ServerPhase atSizes = ServerPhase.resume(simulation.server, established);
        assertThat(((CollectingInputs) atSizes).at()).isEqualTo(established);
        assertThat(atSizes.isInEpoch()).isTrue();
        CollectingInputs later = Moments.of(
                simulation, CollectingInputs.class, phase -> phase.at().round() == 1);
        WireMessage<?> outcome = later.lastOutcome().get(0);
        CollectingInputs resumed = (CollectingInputs) ServerPhase.resume(
                simulation.server, later.at(), outcome, Optional.empty(), ServerEvent.Continuation.SAME_EPOCH);
        assertThat(resumed.at()).isEqualTo(later.at());
        assertThat(resumed.uploads()).isEmpty();
        EpochOver over = (EpochOver) ServerPhase.resume(
                simulation.server, later.at(), outcome, Optional.empty(), ServerEvent.Continuation.FINISH);
        assertThat(over.lastOutcome()).hasSize(2).contains(outcome);
    }

    /** Shares are in memory only. */
    @Test
    void aServerOfModeRTellsItsLastOutcomeAndBeginsAnotherEpoch() throws MalformedMessageException {
        Simulation recoverable = new Simulation(4, 2, 81).recoverable(3, 1).begin();
        ServerEpoch atSizes = Moments.of(recoverable, CollectingInputs.class).at();
        assertThat(ServerPhase.resume(recoverable.server, atSizes).isInEpoch()).isFalse();
        CollectingCalledInputs called = Moments.of(recoverable, CollectingCalledInputs.class);
        WireMessage<?> outcome = called.round().lastOutcome().get(0);
        EpochOver over = (EpochOver) ServerPhase.resume(
                recoverable.server,
                called.round().at(),
                outcome,
                Optional.empty(),
                ServerEvent.Continuation.SAME_EPOCH);
        assertThat(over.lastOutcome()).isEqualTo(List.of(outcome));
        assertThat(over.reached()).isEqualTo(1);
    }

    private void refused(long round, int attempt, long modelRound, List<WireMessage<Ready>> readies) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Optional.empty(), round, attempt, modelRound, readies));
    }

    private ServerEpoch with(
            Optional<Digest> seed, long round, int attempt, long modelRound, List<WireMessage<Ready>> readies) {
        return new ServerEpoch(
                established.roster(),
                established.transcript(),
                seed,
                round,
                attempt,
                established.state(),
                modelRound,
                readies,
                established.rows());
    }
}
