package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A server of mode R that wants two sums, a sum of few, or a platform laid bare: no platform gives it what that takes. */
class LyingAboutSurvivorsTest extends LyingServerCase {

    private static final int MEMBERS = 7; // threshold 5 with one colluder

    private final Simulation simulation = new Simulation(MEMBERS, ROUNDS, 77).recoverable(3, 1);

    @Test
    void aPlatformSignsOneListOfSurvivorsOnly() {
        Hospital victim = atSurvivors();
        List<PlatformId> other = without(survivors(victim), simulation.hospitals.get(6).id);
        Survivors first = ((AwaitingQuorum) victim.phase).request().message();
        List<WireMessage<?>> said = tell(victim, new Survivors(first.context(), other, first.sealed()));
        assertThat(said).noneMatch(message -> message.message() instanceof Ack);
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void theSameListAgainGetsTheSameBytes() {
        Hospital victim = atSurvivors();
        AwaitingQuorum phase = (AwaitingQuorum) victim.phase;
        List<WireMessage<?>> again = victim.receive(phase.request());
        assertThat(again.equals(List.of(phase.ack()))).isTrue();
        assertThat(victim.stopped).isEmpty();
    }

    @Test
    void noListWithoutThePlatformItselfOrTooShortOrWithAStrangerIsSigned() {
        for (int lie = 0; lie < 3; lie++) {
            Simulation fresh = new Simulation(MEMBERS, ROUNDS, 78 + lie).recoverable(3, 1);
            int which = lie;
            lie(fresh, Survivors.class, (to, listed) -> {
                List<PlatformId> all = listed.survivors();
                List<PlatformId> told =
                        switch (which) {
                            case 0 -> without(all, to);
                            case 1 -> all.contains(to) ? shortest(all, to) : all;
                            default -> withStranger(all);
                        };
                return new Survivors(listed.context(), told, listed.sealed());
            });
            fresh.begin().run();
            everyoneStopped(fresh, AbortReason.SURVIVORS_REFUSED);
            assertThat(fresh.hospitals)
                    .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
        }
    }

    @Test
    void sharesOfAnotherRoundOrForAnotherPlatformDoNotOpen() {
        for (boolean ofAnotherRound : new boolean[] {true, false}) {
            Simulation fresh = new Simulation(MEMBERS, ROUNDS, 82).recoverable(3, 1);
            Map<PlatformId, List<ByteString>> earlier = new HashMap<>();
            List<List<ByteString>> others = new ArrayList<>();
            lie(fresh, Survivors.class, (to, listed) -> {
                List<ByteString> sealed = listed.sealed();
                if (ofAnotherRound) {
                    sealed = earlier.containsKey(to) ? earlier.get(to) : sealed;
                    earlier.putIfAbsent(to, sealed);
                } else {
                    others.add(sealed);
                    sealed = others.get(0);
                }
                return new Survivors(listed.context(), listed.survivors(), sealed);
            });
            fresh.begin().run();
            assertThat(fresh.hospitals.stream()
                            .filter(hospital -> hospital.stopped.equals(List.of(AbortReason.SEAL_BROKEN))))
                    .hasSizeGreaterThanOrEqualTo(MEMBERS - 1);
        }
    }

    @Test
    void sealedSharesTooFewOrTooManyStop() {
        for (int more = -1; more <= 1; more += 2) {
            Simulation fresh = new Simulation(MEMBERS, ROUNDS, 84 + more).recoverable(3, 1);
            int change = more;
            lie(fresh, Survivors.class, (to, listed) -> {
                List<ByteString> sealed = new ArrayList<>(listed.sealed());
                if (change < 0) {
                    sealed.remove(0);
                } else {
                    sealed.add(sealed.get(0));
                }
                return new Survivors(listed.context(), listed.survivors(), sealed);
            });
            fresh.begin().run();
            everyoneStopped(fresh, AbortReason.LIST_ALTERED);
        }
    }

    @Test
    void afterAVoidNothingIsAnsweredForThatRound() {
        HeldBackAcks acks = new HeldBackAcks(simulation);
        Hospital victim = acks.victim;
        WireMessage<Quorum> quorum = acks.acknowledged(acks.all().subList(0, 5)).quorumFor(victim.id);
        tell(victim, new RoundVoid(acks.phase().round().context().digest(), List.of()));
        List<WireMessage<?>> said = victim.receive(quorum);
        assertThat(said).isEmpty();
        assertThat(victim.voids).hasSize(1);
        assertThat(((BetweenRounds) victim.phase).at().attempt()).isEqualTo(new Attempt(2, 0));
    }

    @Test
    void noRoundIsCalledTwiceNorWithOtherParticipants() {
        Hospital victim = atSurvivors();
        CalledRound round = ((AwaitingQuorum) victim.phase).round();
        Call call = round.call().message();
        tell(
                victim,
                new Call(
                        call.epoch(),
                        call.round(),
                        call.state(),
                        call.layout(),
                        1,
                        without(call.participants(), simulation.hospitals.get(6).id)));
        assertThat(victim.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
    }

    @Test
    void aRoundWithTooFewParticipantsOrFarAheadGetsNoInput() {
        for (boolean farAhead : new boolean[] {true, false}) {
            Simulation fresh = new Simulation(MEMBERS, ROUNDS, 90).recoverable(3, 1);
            lie(
                    fresh,
                    Call.class,
                    (to, call) -> new Call(
                            call.epoch(),
                            farAhead ? call.round() + 1000 : call.round(),
                            call.state(),
                            call.layout(),
                            1,
                            farAhead ? call.participants() : call.participants().subList(0, 4)));
            fresh.begin().run();
            everyoneStopped(fresh, farAhead ? AbortReason.ROUND_NOT_INCREASING : AbortReason.SURVIVORS_REFUSED);
            assertThat(fresh.inputsByContext).isEmpty();
        }
    }

    @Test
    void aTrainingRoundWithoutSelfMasksIsRefused() {
        Simulation fresh = new Simulation(MEMBERS, ROUNDS, 91).recoverable(3, 1);
        fresh.mouth = outgoing -> outgoing.message().message() instanceof Call call
                ? new Outgoing(
                        outgoing.to(),
                        WireMessage.sign(
                                new Open(call.epoch(), call.round(), 0, call.state(), call.layout(), 1, List.of()),
                                call.epoch(),
                                fresh.serverKey))
                : outgoing;
        fresh.begin().run();
        everyoneStopped(fresh, AbortReason.CONTEXT_DIFFERS);
        assertThat(fresh.inputsByContext).isEmpty();
    }

    @Test
    void aSumOfOtherSurvivorsThanWereSignedOrAForgedOneStops() {
        Hospital victim = atSurvivors();
        AwaitingQuorum phase = (AwaitingQuorum) victim.phase;
        List<PlatformId> participants = phase.round().participants();
        Recovered forged = Recovered.of(
                phase.round().context().digest(),
                Tag.ZERO,
                Digest.of(),
                participants,
                participants,
                simulation.parameters.ring().zero(Simulation.INPUT_WORDS));
        tell(victim, forged);
        assertThat(victim.stopped).containsExactly(AbortReason.TAG_WRONG);
    }

    @Test
    void aPlatformExcludedAfterItsUploadIsInNoSumAndGivesNoShare() {
        Hospital excluded = simulation.hospitals.get(2);
        simulation.begin();
        while (!(simulation.phase instanceof CollectingAcknowledgements)) {
            Simulation.Packet packet = simulation.packets.poll();
            boolean isItsUpload = packet != null
                    && packet.toServer()
                    && packet.platform().equals(excluded.id)
                    && simulation.phase instanceof CollectingCalledInputs
                    && excluded.phase instanceof AwaitingSurvivors;
            if (packet == null) {
                assertThat(simulation.phase).isInstanceOf(CollectingCalledInputs.class);
                simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
            } else if (!isItsUpload) {
                simulation.deliver(packet);
            }
        }
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(excluded.sums.get(0).contributors()).hasSize(MEMBERS - 1).doesNotContain(excluded.id);
    }

    @Test
    void aMessageWithBothKindsOfShareOfOneParticipantCannotBeBuilt() {
        PlatformId one = simulation.hospitals.get(0).id;
        RevealedShare share = new RevealedShare(one, ByteString.of(new byte[RevealedShare.SHARE_BYTES]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Answer(Digest.of(), one, List.of(share), List.of(share)));
    }

    @Test
    @LongRun
    void aRestartedServerBeginsAnotherEpochAndNoListIsSignedTwice() {
        for (int moment = 0; moment < 400; moment += 3) {
            Simulation fresh =
                    new Simulation(4, 2, 92).recoverable(3, 1).begin().runFor(moment);
            if (fresh.finished().isEmpty()) {
                fresh.crashServer();
                fresh.run();
                fresh.assertFinishedInOneState();
            }
        }
    }

    /** One platform has signed a list of survivors of round 1, and all others' signatures are under way. */
    private Hospital atSurvivors() {
        return new HeldBackAcks(simulation).victim;
    }

    private static List<PlatformId> survivors(Hospital victim) {
        return ((AwaitingQuorum) victim.phase).possibleSurvivors();
    }

    private <M extends SignedMessage> WireMessage<M> signed(M message) {
        return WireMessage.sign(message, epochOf(simulation), simulation.serverKey);
    }

    private List<WireMessage<?>> tell(Hospital victim, SignedMessage message) {
        return victim.receive(signed(message));
    }

    private static List<PlatformId> without(List<PlatformId> all, PlatformId one) {
        return all.stream().filter(id -> !id.equals(one)).toList();
    }

    private static List<PlatformId> shortest(List<PlatformId> all, PlatformId one) {
        List<PlatformId> few = new ArrayList<>(List.of(one));
        all.stream().filter(id -> !id.equals(one)).limit(3).forEach(few::add);
        return few.stream().sorted().toList();
    }

    private static List<PlatformId> withStranger(List<PlatformId> all) {
        List<PlatformId> more = new ArrayList<>(all);
        more.add(new PlatformId(-1, -1));
        return more;
    }
}
