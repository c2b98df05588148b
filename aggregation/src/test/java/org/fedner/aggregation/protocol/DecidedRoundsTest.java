package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A round of mode F on the server: who is missing, what is said of an outcome before and after it is on disk. */
class DecidedRoundsTest {

    private final RoundByHand round = new RoundByHand(new Simulation(3, 2, 79));
    private final CollectingInputs collecting = (CollectingInputs) round.simulation.phase;
    private final PlatformId first = round.hospital(0).id;
    private final PlatformId second = round.hospital(1).id;
    private final PlatformId third = round.hospital(2).id;

    @Test
    void aVoidNamesThoseWhoseInputIsMissingAndNobodyElse() {
        HostPhase oneIsHere = (HostPhase)
                collecting.on(round.toServer(1, round.uploaded(1, 3).upload())).next();
        ServerStep step = oneIsHere.on(new ServerEvent.DeadlinePassed());
        RoundDecided decided = (RoundDecided) step.next();
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).singleElement().isInstanceOfSatisfying(ServerNotice.VoidReady.class, voided -> {
            assertThat(voided.outcome().message().missing()).containsExactly(first, third);
            assertThat(voided.round()).isEqualTo(1);
            assertThat(voided.attempt()).isZero();
            assertThat(voided.epoch()).isEqualTo(decided.after());
        });
    }

    @Test
    void whoIsGoneVoidsARoundOfModeFAtOnce() {
        assertThat(collecting.on(new ServerEvent.MembersGone(Set.of(second))).next())
                .isInstanceOf(RoundDecided.class);
    }

    @Test
    void beforeAnOutcomeIsOnDiskNobodyHearsAnything() {
        RoundDecided decided = voided();
        for (Standing standing : List.of(new Standing.Outside(), stands(1, 0))) {
            assertThat(decided.on(new ServerEvent.Reconnected(first, standing))).isEqualTo(ServerStep.to(decided));
        }
        assertThat(decided.on(new ServerEvent.DeadlinePassed())).isEqualTo(ServerStep.to(decided));
    }

    @Test
    void whatEndsTheEpochBeforeAnOutcomeIsOnDiskWaitsForIt() {
        RoundDecided decided = voided();
        WireMessage<?> abort =
                WireMessage.sign(new Abort(round.epoch, AbortReason.TAG_WRONG), round.epoch, round.hospital(0).key);
        ServerStep aborted = decided.on(round.toServer(0, abort));
        assertThat(aborted.next()).isSameAs(decided);
        assertThat(aborted.messages()).isEmpty();
        assertThat(aborted.notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBER_ABORTED, List.of(first)));
        ServerStep stopped = decided.on(new ServerEvent.StopRequested(AbortReason.STOPPED));
        assertThat(stopped.next()).isSameAs(decided);
        assertThat(stopped.messages()).isEmpty();
        assertThat(stopped.notices()).containsExactly(new ServerNotice.EpochEnded(EpochEnd.REQUESTED, List.of()));
    }

    @Test
    void anOutcomeOnDiskIsToldWithWhatFollowsIt() {
        RoundDecided decided = voided();
        ServerStep same = decided.on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.SAME_EPOCH));
        assertThat(((CollectingInputs) same.next()).at().at()).isEqualTo(new Attempt(1, 1));
        assertThat(typesFor(first, same)).containsExactly(MessageType.VOID, MessageType.OPEN);
        ServerStep end = decided.on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.END_EPOCH));
        assertThat(end.next()).isInstanceOf(EpochOver.class);
        assertThat(typesFor(second, end)).containsExactly(MessageType.VOID);
        ServerStep finish = decided.on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.FINISH));
        assertThat(typesFor(third, finish)).containsExactly(MessageType.VOID, MessageType.FINISHED);
    }

    /** Several voids later, also after a restart and when the epoch is over: nobody had heard the sum, and the model has it. */
    @Test
    void theSumBeforeVoidsIsToldUntilItIsHeard() throws MalformedMessageException {
        CollectingInputs again =
                (CollectingInputs) voided().on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.SAME_EPOCH))
                        .next();
        RoundDecided twice =
                (RoundDecided) again.on(new ServerEvent.DeadlinePassed()).next();
        HostPhase over = (HostPhase) twice.on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.END_EPOCH))
                .next();
        HostPhase restarted = (HostPhase) ServerPhase.resume(
                round.simulation.server,
                twice.after(),
                twice.outcome(),
                twice.earlier(),
                ServerEvent.Continuation.SAME_EPOCH);
        for (HostPhase phase : List.of(over, restarted)) {
            ServerStep behind = phase.on(new ServerEvent.Reconnected(second, stands(0, 0)));
            assertThat(typesFor(second, behind)).startsWith(MessageType.RESULT, MessageType.VOID);
            ServerStep follows = phase.on(new ServerEvent.Reconnected(first, stands(1, 0)));
            assertThat(typesFor(first, follows)).startsWith(MessageType.VOID);
        }
    }

    @Test
    void whoConnectsAgainAfterAVoidHearsItAndTheSumBeforeItIfItStillWaitsForThat() {
        HostPhase again = (HostPhase) voided().on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.SAME_EPOCH))
                .next();
        ServerStep follows = again.on(new ServerEvent.Reconnected(first, stands(1, 0)));
        assertThat(follows.next()).isSameAs(again);
        assertThat(typesFor(first, follows)).containsExactly(MessageType.VOID, MessageType.OPEN);
        ServerStep behind = again.on(new ServerEvent.Reconnected(second, stands(0, 0)));
        assertThat(behind.next()).isSameAs(again);
        assertThat(typesFor(second, behind)).containsExactly(MessageType.RESULT, MessageType.VOID, MessageType.OPEN);
        ServerStep restarted =
                again.on(new ServerEvent.Reconnected(third, new Standing.InRound(Digest.of(new byte[] {9}), 0, 0)));
        assertThat(restarted.notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBER_RESTARTED, List.of(third)));
    }

    @Test
    void whoConnectsAgainOneRoundBehindHearsTheSum() {
        ServerStep step = collecting.on(new ServerEvent.Reconnected(first, stands(0, 0)));
        assertThat(step.next()).isSameAs(collecting);
        assertThat(typesFor(first, step)).containsExactly(MessageType.RESULT, MessageType.OPEN);
    }

    @Test
    void whenTheEpochIsOverNothingEndsItAgain() {
        EpochOver over = (EpochOver) voided().on(new ServerEvent.OutcomeDurable(ServerEvent.Continuation.END_EPOCH))
                .next();
        WireMessage<?> abort =
                WireMessage.sign(new Abort(round.epoch, AbortReason.TAG_WRONG), round.epoch, round.hospital(0).key);
        assertThat(over.on(round.toServer(0, abort))).isEqualTo(ServerStep.to(over));
        assertThat(over.on(new ServerEvent.DeadlinePassed())).isEqualTo(ServerStep.to(over));
        assertThat(over.isInEpoch()).isFalse();
        assertThat(collecting.isInEpoch()).isTrue();
        assertThat(ServerPhase.noEpoch().isInEpoch()).isFalse();
    }

    @Test
    void beforeItsFirstEpochAServerRefusesMessagesAndHasNothingToSay() {
        ServerPhase none = ServerPhase.noEpoch();
        ServerStep step = none.on(round.toServer(0, round.uploaded(0, 1).upload()));
        assertThat(step.next()).isSameAs(none);
        assertThat(step.notices())
                .containsExactly(
                        new ServerNotice.MessageRefused(first, MessageType.UPLOAD, RefusedMessage.OUT_OF_PLACE));
        assertThat(none.on(new ServerEvent.Reconnected(first, new Standing.Outside())))
                .isEqualTo(ServerStep.to(none));
    }

    private RoundDecided voided() {
        return (RoundDecided) collecting.on(new ServerEvent.DeadlinePassed()).next();
    }

    private Standing stands(long number, int attempt) {
        return new Standing.InRound(round.epoch, number, attempt);
    }

    private static List<MessageType> typesFor(PlatformId member, ServerStep step) {
        return step.messages().stream()
                .filter(outgoing -> outgoing.to().equals(member))
                .map(outgoing -> outgoing.message().message().type())
                .toList();
    }
}
