package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.junit.jupiter.api.Test;

/** An epoch is set up beside the rounds of the one before: no round waits for a newcomer's keys. */
class PreparingTest {

    private static final int ROUNDS = 12;

    /** Everyone but the last hospital trains; then it comes, and an epoch with it is prepared. */
    private static PreparingSimulation newcomer(int platforms, int seed, int packetsBefore) {
        return newcomer(new PreparingSimulation(platforms, ROUNDS, seed), packetsBefore);
    }

    private static PreparingSimulation newcomer(PreparingSimulation simulation, int packetsBefore) {
        Hospital last = simulation.hospitals.get(simulation.hospitals.size() - 1);
        last.isUp = false;
        simulation.begin();
        while (simulation.hospitals.get(0).sums.isEmpty()) {
            simulation.deliverNext();
        }
        simulation.runFor(packetsBefore);
        last.isUp = true;
        Set<PlatformId> busy = new HashSet<>();
        simulation.hospitals.forEach(hospital -> busy.add(hospital.id));
        busy.remove(last.id);
        simulation.prepare(busy);
        return simulation;
    }

    private static void upToTheChange(PreparingSimulation simulation) {
        while (simulation.roundsAtChange < 0) {
            simulation.deliverNext();
        }
    }

    @Property(tries = 30)
    @LongProperty
    void roundsGoOnWhileTheNewcomersKeysAreAgreedAndThenItTakesPart(
            @ForAll @IntRange(min = 4, max = 7) int platforms,
            @ForAll @IntRange(min = 0, max = 40) int packetsBefore,
            @ForAll int seed) {
        PreparingSimulation simulation = newcomer(platforms, Math.floorMod(seed, 1000), packetsBefore);
        simulation.run();
        assertThat(simulation.roundsAtChange).isGreaterThan(simulation.roundsBefore);
        assertThat(simulation.epochs).isEqualTo(2);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.voids).isEmpty());
        simulation.assertFinishedInOneState();
        assertThat(simulation.hospitals.get(platforms - 1).sums).isNotEmpty();
    }

    @Test
    void alsoWhereSurvivorsSumsAreRecovered() {
        PreparingSimulation simulation = new PreparingSimulation(5, ROUNDS, 7);
        simulation.recoverable(3, 1);
        newcomer(simulation, 3).run();
        assertThat(simulation.epochs).isEqualTo(2);
        simulation.assertFinishedInOneState();
    }

    @Test
    void alsoBeforeABlindServer() {
        PreparingSimulation simulation = new PreparingSimulation(5, ROUNDS, 8);
        simulation.parameters = Simulation.in(Ring.Z64, ServerView.NOTHING, 5, ROUNDS, 8).parameters;
        newcomer(simulation, 3).run();
        assertThat(simulation.epochs).isEqualTo(2);
        simulation.assertFinishedInOneState();
    }

    @Test
    @LongRun
    void alsoOnADrawnGraph() {
        PreparingSimulation simulation = newcomer(67, 9, 30);
        upToTheChange(simulation);
        simulation.runFor(5 * 67);
        assertThat(simulation.hospitals).allSatisfy(hospital -> {
            assertThat(hospital.stopped).isEmpty();
            assertThat(hospital.phase).isInstanceOf(MemberPhase.class);
        });
    }

    @Test
    void theSecretsOfThePresentEpochAreErasedWhenTheNextBegins() {
        PreparingSimulation simulation = newcomer(4, 10, 5);
        Hospital hospital = simulation.hospitals.get(0);
        RoundPhase before = (RoundPhase) presentOf(hospital);
        upToTheChange(simulation);
        while (!(hospital.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        assertThatThrownBy(() -> before.at().keyed().secrets().secretName(simulation.serverState.digest()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRosterInItsPlaceDropsBothEpochsAndNothingOfThemIsLeft() {
        PreparingSimulation simulation = newcomer(4, 11, 5);
        Hospital hospital = simulation.hospitals.get(0);
        Preparing preparing = preparing(simulation, hospital);
        simulation.prepared = Optional.empty();
        simulation.membershipChanges = true; // a new ROSTER after this round, as when the preparation failed
        simulation.run();
        assertThat(simulation.epochs).isEqualTo(3);
        assertErased(preparing);
        simulation.assertFinishedInOneState();
    }

    @Test
    void aLaterPreparationReplacesTheFirst() {
        PreparingSimulation simulation = newcomer(4, 12, 5);
        Set<PlatformId> busy = new HashSet<>();
        simulation.hospitals.subList(0, 3).forEach(hospital -> busy.add(hospital.id));
        Hospital hospital = simulation.hospitals.get(0);
        Preparing first = preparing(simulation, hospital);
        simulation.restart(simulation.hospitals.get(3));
        simulation.membershipChanges = false;
        simulation.prepare(busy);
        simulation.run();
        assertThat(simulation.epochs).isEqualTo(3);
        assertErased(first);
        simulation.assertFinishedInOneState();
    }

    @Test
    void whoIsCutOffMeanwhileStandsInThePresentEpoch() {
        PreparingSimulation simulation = newcomer(4, 13, 5);
        Hospital hospital = simulation.hospitals.get(0);
        preparing(simulation, hospital);
        assertThat(hospital.phase.standing()).isInstanceOf(Standing.InRound.class);
        simulation.reconnect(hospital);
        simulation.runFor(200);
        assertThat(hospital.stopped).isEmpty();
    }

    @Test
    void aPreparationWithAnOldNumberStops() {
        refuses(14, AbortReason.EPOCH_NOT_INCREASING, simulation -> simulation.epochs = 0);
    }

    @Test
    void aPreparationByAStaleRosterStops() {
        refuses(
                15,
                AbortReason.STALE_ROSTER,
                simulation -> simulation.roster =
                        simulation.roster(1, Simulation.NOW - 5, Simulation.NOW - 1, simulation.hospitals));
    }

    @Test
    void aPreparationBeyondTheSitesBudgetOfEpochsStops() {
        refuses(16, AbortReason.BUDGET_EXCEEDED, simulation -> simulation.hospitals.get(0).epochsAllowed = 0);
    }

    private static void refuses(int seed, AbortReason reason, Consumer<Simulation> change) {
        PreparingSimulation simulation = new PreparingSimulation(4, ROUNDS, seed);
        simulation.begin();
        Hospital hospital = simulation.hospitals.get(0);
        while (!(hospital.phase instanceof AwaitingResult)) {
            simulation.deliverNext();
        }
        RoundPhase before = (RoundPhase) hospital.phase;
        change.accept(simulation);
        simulation.prepare(Set.of(hospital.id));
        while (hospital.stopped.isEmpty()) {
            simulation.deliverNext();
        }
        assertThat(hospital.stopped).containsExactly(reason);
        assertThatThrownBy(() -> before.at().keyed().secrets().secretName(simulation.serverState.digest()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysOfThePreparationThatWereAlteredStop() {
        PreparingSimulation simulation = newcomer(4, 17, 5);
        simulation.mouth = outgoing -> {
            if (outgoing.message().message() instanceof KeySet keySet
                    && outgoing.to().equals(simulation.hospitals.get(0).id)) {
                KeySet without = new KeySet(keySet.epoch(), keySet.keys().subList(1, 4));
                return new Outgoing(outgoing.to(), WireMessage.sign(without, keySet.epoch(), simulation.serverKey));
            }
            return outgoing;
        };
        while (simulation.hospitals.get(0).stopped.isEmpty()) {
            simulation.deliverNext();
        }
        assertThat(simulation.hospitals.get(0).stopped).containsExactly(AbortReason.LIST_ALTERED);
        while (!simulation.prepared.orElseThrow().hasFailed()) {
            simulation.deliverNext();
        }
        assertThat(simulation.prepared.orElseThrow().isReady()).isFalse();
    }

    @Test
    void aMessageOfThePreparationIsNoMessageOfThePresentEpoch() {
        PreparingSimulation simulation = newcomer(4, 18, 5);
        Hospital hospital = simulation.hospitals.get(0);
        Preparing preparing = preparing(simulation, hospital);
        LinkSet early = new LinkSet(preparing.upcoming().membership().epoch().digest(), List.of());
        hospital.receive(WireMessage.sign(early, early.epoch(), simulation.serverKey)); // before its KEYSET
        assertThat(hospital.phase).isEqualTo(preparing);
        LinkSet ofPresent = new LinkSet(preparing.present().membership().epoch().digest(), List.of());
        hospital.receive(WireMessage.sign(ofPresent, ofPresent.epoch(), simulation.serverKey));
        assertThat(hospital.phase).isEqualTo(preparing);
    }

    @Test
    void aPreparationIsSignedForTheEpochItProposes() {
        PreparingSimulation simulation = new PreparingSimulation(4, ROUNDS, 19);
        simulation.begin();
        Hospital hospital = simulation.hospitals.get(0);
        while (hospital.sums.isEmpty()) {
            simulation.deliverNext();
        }
        simulation.mouth = outgoing -> outgoing.message().message() instanceof Prepare prepare
                ? new Outgoing(
                        outgoing.to(),
                        WireMessage.sign(
                                prepare,
                                ((MemberPhase) hospital.phase)
                                        .membership()
                                        .epoch()
                                        .digest(),
                                simulation.serverKey))
                : outgoing;
        simulation.prepare(Set.of(hospital.id));
        while (hospital.stopped.isEmpty()) {
            simulation.deliverNext();
        }
        assertThat(hospital.stopped).containsExactly(AbortReason.BAD_SIGNATURE);
    }

    private static Preparing preparing(Simulation simulation, Hospital hospital) {
        while (!(hospital.phase instanceof Preparing)) {
            simulation.deliverNext();
        }
        return (Preparing) hospital.phase;
    }

    private static void assertErased(Preparing preparing) {
        assertThatThrownBy(() -> ((AwaitingKeySet) preparing.upcoming())
                        .keys()
                        .contribution()
                        .copy())
                .isInstanceOf(IllegalStateException.class);
    }

    private static MemberPhase presentOf(Hospital hospital) {
        return hospital.phase instanceof Preparing preparing ? preparing.present() : (MemberPhase) hospital.phase;
    }
}
