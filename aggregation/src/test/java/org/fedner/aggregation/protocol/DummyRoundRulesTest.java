package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** When a platform of mode D opens its masks, what it believes of others' openings, and who is silent. */
class DummyRoundRulesTest extends LyingServerCase {

    private final Simulation simulation = DiagnosticFederation.of(new Simulation(4, 2, 220));
    private final Hospital victim = simulation.hospitals.get(0);

    @Test
    void masksAreOpenedOnceAndTheSameBytesGoOutAgain() {
        AwaitingOpened opened = victimHasOpened();
        List<WireMessage<?>> again = victim.receive(opened.result());
        assertThat(again).containsExactly(opened.reveal());
        assertThat(victim.stopped).isEmpty();
    }

    @Test
    void aSecondSumForWhatWasOpenedStops() {
        AwaitingOpened opened = victimHasOpened();
        Result first = opened.result().message();
        RingVector sum = first.sum().copy();
        sum.set(0, sum.word(0) ^ 1);
        victim.receive(resigned(simulation, Result.of(first.context(), first.tag(), first.uploads(), sum)));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void aSumOfAnotherContextOpensNothing() {
        AwaitingDummySum waiting = victimHasUploaded();
        List<WireMessage<?>> said = victim.receive(resigned(
                simulation,
                Result.of(
                        Digest.of(),
                        waiting.upload().message().tag(),
                        Digest.of(),
                        waiting.upload().message().vector())));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
        assertThat(said).noneMatch(message -> message.message() instanceof Reveal);
    }

    @Test
    void aSumBeforeTheOwnUploadOpensNothing() {
        simulation.begin();
        while (!(victim.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        List<WireMessage<?>> said = victim.receive(
                resigned(simulation, Result.of(Digest.of(), Tag.ZERO, Digest.of(), RingVector.owning(new int[9]))));
        assertThat(said).isEmpty();
    }

    @Test
    void openingsOfOthersAreBelievedOnlyUnderTheirSignatures() {
        SigningKey stranger = SigningKey.generate(new SeededRandom(5));
        stopsOver(AbortReason.BAD_SIGNATURE, opened -> {
            List<WireMessage<Reveal>> reveals = new ArrayList<>(opened.reveals());
            reveals.set(2, WireMessage.sign(reveals.get(2).message(), epochOf(simulation), stranger));
            return new Opened(opened.context(), opened.heads(), reveals);
        });
    }

    @Test
    void headsOfOthersAreBelievedOnlyUnderTheirSignatures() {
        SigningKey stranger = SigningKey.generate(new SeededRandom(5));
        stopsOver(AbortReason.BAD_SIGNATURE, opened -> {
            List<UploadHead> heads = new ArrayList<>(opened.heads());
            UploadHead head = heads.get(2);
            RingVector vector = RingVector.owning(new int[9]);
            heads.set(
                    2,
                    UploadHead.of(WireMessage.sign(
                            Upload.of(head.context(), head.platform(), head.tag(), vector),
                            epochOf(simulation),
                            stranger)));
            return new Opened(opened.context(), heads, opened.reveals());
        });
    }

    @Test
    void aMemberThatIsLeftOutOfTheOpeningsStops() {
        stopsOver(
                AbortReason.LIST_ALTERED,
                opened -> new Opened(
                        opened.context(),
                        opened.heads().subList(0, 3),
                        opened.reveals().subList(0, 3)));
    }

    @Test
    void theOwnOpeningShownAlteredStops() {
        stopsOver(AbortReason.LIST_ALTERED, opened -> {
            Reveal own = opened.reveals().get(0).message();
            List<WireMessage<Reveal>> reveals = new ArrayList<>(opened.reveals());
            Reveal other = new Reveal(own.context(), own.platform(), !own.accepts(), own.tagKey(), own.pairs());
            reveals.set(0, WireMessage.sign(other, epochOf(simulation), victim.key));
            return new Opened(opened.context(), opened.heads(), reveals);
        });
    }

    @Test
    void theOwnUploadShownAlteredStops() {
        stopsOver(AbortReason.LIST_ALTERED, opened -> {
            UploadHead own = opened.heads().get(0);
            List<UploadHead> heads = new ArrayList<>(opened.heads());
            heads.set(
                    0,
                    UploadHead.of(WireMessage.sign(
                            Upload.of(own.context(), own.platform(), own.tag(), RingVector.owning(new int[9])),
                            epochOf(simulation),
                            victim.key)));
            return new Opened(opened.context(), heads, opened.reveals());
        });
    }

    @Test
    void anOpeningOfAnotherRoundOrOfOtherNeighboursStops() {
        Hospital other = simulation.hospitals.get(1);
        stopsOver(
                AbortReason.LIST_ALTERED,
                opened -> with(
                        opened,
                        other,
                        reveal -> new Reveal(
                                Digest.of(), reveal.platform(), reveal.accepts(), reveal.tagKey(), reveal.pairs())));
    }

    @Test
    void anOpeningThatLacksANeighbourIsRefusedByTheServer() {
        Hospital other = simulation.hospitals.get(1);
        FaultyMember.run(
                simulation,
                new FaultyMember(simulation, other)
                        .opening(reveal -> new Reveal(
                                reveal.context(),
                                reveal.platform(),
                                reveal.accepts(),
                                reveal.tagKey(),
                                reveal.pairs().subList(1, 3))));
        assertThat(simulation.serverNotices)
                .contains(new ServerNotice.MessageRefused(other.id, MessageType.REVEAL, RefusedMessage.WRONG_SIZE));
        assertThat(victim.dummies).isEmpty();
    }

    @Test
    void aMemberThatNeverOpensItsMasksVoidsTheRoundAndIsNamed() {
        Hospital silent = simulation.hospitals.get(3);
        simulation.begin();
        while (!(silent.phase instanceof AwaitingDummySum)) {
            simulation.deliverNext();
        }
        while (!(simulation.phase instanceof CollectingReveals)) {
            simulation.deliverNext();
        }
        simulation.kill(silent);
        while (!simulation.packets.isEmpty()) {
            simulation.deliverNext();
        }
        simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
        assertThat(missing()).containsExactly(silent.id);
        simulation.runFor(3);
        assertThat(victim.voids).hasSize(1);
        assertThat(victim.voids.get(0).missing()).containsExactly(silent.id);
    }

    @Test
    void aMemberThatAsksToLeaveBeforeItOpenedVoidsTheRound() {
        simulation.begin();
        while (!(simulation.phase instanceof CollectingReveals)) {
            simulation.deliverNext();
        }
        simulation.serve(simulation.phase.on(new ServerEvent.Received(
                victim.id,
                victim.phase.on(new PlatformEvent.LeaveRequested()).messages().get(0))));
        assertThat(missing()).contains(victim.id);
    }

    @Test
    @LongRun
    void aConnectionThatBreaksAfterAnyPacketCostsNothing() {
        for (int cut = 24; cut < 64; cut++) { // before these, keys are agreed as in every mode
            Simulation broken = DiagnosticFederation.of(new Simulation(3, 2, 221));
            broken.begin().runFor(cut);
            broken.reconnect(broken.hospitals.get(1));
            broken.run();
            for (Hospital hospital : broken.hospitals) {
                assertThat(hospital.stopped).as("cut after %d", cut).isEmpty();
                assertThat(hospital.isFinished).as("cut after %d", cut).isTrue();
                assertThat(hospital.dummies).hasSize(2).allSatisfy(opened -> assertThat(
                                opened.round().judge().findings())
                        .isEmpty());
            }
        }
    }

    @Test
    void noOtherModeTakesAnOpening() {
        Simulation usual = new Simulation(3, 2, 222);
        usual.begin();
        while (!(usual.hospitals.get(0).phase instanceof AwaitingResult)) {
            usual.deliverNext();
        }
        Reveal reveal = victimHasOpened().reveal().message();
        Hospital sender = usual.hospitals.get(0);
        usual.serve(usual.phase.on(new ServerEvent.Received(
                sender.id,
                WireMessage.sign(
                        reveal, ((HostPhase) usual.phase).hosting().epoch().digest(), sender.key))));
        assertThat(usual.serverNotices)
                .contains(new ServerNotice.MessageRefused(sender.id, MessageType.REVEAL, RefusedMessage.OUT_OF_PLACE));
    }

    @Test
    void aDiagnosisIsNeverPreparedBesideAnEpoch() {
        Simulation usual = new Simulation(4, 2, 220);
        usual.begin();
        while (!(usual.hospitals.get(0).phase instanceof AwaitingResult)) {
            usual.deliverNext();
        }
        List<PlatformId> members =
                usual.hospitals.stream().map(hospital -> hospital.id).toList();
        WireMessage<?> prepare = PreparedEpoch.begin(
                        usual.server, 9, simulation.parameters, members, usual.roster, Set.copyOf(members))
                .outgoing()
                .get(0)
                .message();
        assertThat(prepare.message()).isInstanceOf(Prepare.class);
        usual.hospitals.get(0).receive(prepare);
        assertThat(usual.hospitals.get(0).stopped).containsExactly(AbortReason.PARAMETERS_REFUSED);
    }

    @Test
    void noProcessIsAskedForAnythingOfItsOwn() {
        simulation.begin();
        while (!(victim.phase instanceof AwaitingFirstOpen)) {
            simulation.deliverNext();
        }
        Ready ready = ((AwaitingFirstOpen) victim.phase).ready().message();
        assertThat(ready.state()).isEqualTo(Digest.of(Labels.label("no-state")));
        assertThat(ready.modelRound()).isZero();
        assertThat(ready.previousMembers()).isEmpty();
        simulation.run();
        assertThat(simulation.inputsByContext).isEmpty();
        assertThat(simulation.serverState).isEqualTo(Hospital.ToyState.INITIAL);
        assertThat(simulation.hospitals).allSatisfy(hospital -> {
            assertThat(hospital.state).isEqualTo(Hospital.ToyState.INITIAL);
            assertThat(hospital.sizes).isEmpty();
        });
    }

    private Opened with(Opened opened, Hospital hospital, UnaryOperator<Reveal> lie) {
        List<WireMessage<Reveal>> reveals = new ArrayList<>();
        for (WireMessage<Reveal> reveal : opened.reveals()) {
            boolean isTheirs = reveal.message().platform().equals(hospital.id);
            reveals.add(
                    isTheirs
                            ? WireMessage.sign(lie.apply(reveal.message()), epochOf(simulation), hospital.key)
                            : reveal);
        }
        return new Opened(opened.context(), opened.heads(), reveals);
    }

    private void stopsOver(AbortReason reason, UnaryOperator<Opened> lie) {
        lie(simulation, Opened.class, (to, opened) -> to.equals(victim.id) ? lie.apply(opened) : opened);
        simulation.begin();
        while (!simulation.packets.isEmpty() && victim.stopped.isEmpty()) {
            simulation.deliverNext();
        }
        assertThat(victim.stopped).containsExactly(reason);
        assertThat(victim.dummies).isEmpty();
    }

    private AwaitingDummySum victimHasUploaded() {
        simulation.begin();
        while (!(victim.phase instanceof AwaitingDummySum)) {
            simulation.deliverNext();
        }
        return (AwaitingDummySum) victim.phase;
    }

    private AwaitingOpened victimHasOpened() {
        victimHasUploaded();
        while (!(victim.phase instanceof AwaitingOpened)) {
            simulation.deliverNext();
        }
        return (AwaitingOpened) victim.phase;
    }

    private List<PlatformId> missing() {
        return simulation.serverNotices.stream()
                .filter(ServerNotice.VoidReady.class::isInstance)
                .map(ServerNotice.VoidReady.class::cast)
                .map(ServerNotice.VoidReady::outcome)
                .map(WireMessage::message)
                .map(RoundVoid::missing)
                .findFirst()
                .orElseThrow();
    }
}
