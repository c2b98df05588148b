package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Leave;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** LEAVE, FINISHED and a member's ABORT: what they end, and what they do not. */
class GoodbyesTest {

    private static final Digest ANOTHER_EPOCH = Digest.of(new byte[] {7});

    private final Simulation simulation = new Simulation(4, 2, 95);
    private final Hospital hospital = simulation.hospitals.get(1);

    @Test
    void aLeaveBeforeItsSendersUploadVoidsTheAttemptAtOnce() {
        CollectingInputs collecting = inTraining();
        ServerStep step = collecting.on(received(new Leave(epoch(), hospital.id)));
        assertThat(step.next()).isInstanceOf(RoundDecided.class);
        RoundVoid outcome = (RoundVoid) ((RoundDecided) step.next()).outcome().message();
        assertThat(outcome.missing()).contains(hospital.id);
        assertThat(step.notices()).contains(new ServerNotice.LeaveReceived(hospital.id));
    }

    @Test
    void aLeaveAfterItsSendersUploadCostsTheRoundNothing() {
        inTraining();
        while (!((CollectingInputs) simulation.phase).uploads().containsKey(hospital.id)) {
            simulation.deliverNext();
        }
        ServerStep step = simulation.phase.on(received(new Leave(epoch(), hospital.id)));
        assertThat(step.next()).isSameAs(simulation.phase);
        assertThat(step.notices()).containsExactly(new ServerNotice.LeaveReceived(hospital.id));
    }

    @Test
    void aLeaveDuringSetUpIsNotedAndEndsNothing() {
        simulation.begin();
        ServerStep step = simulation.phase.on(received(new Leave(epoch(), hospital.id)));
        assertThat(step.next()).isSameAs(simulation.phase);
        assertThat(step.notices()).containsExactly(new ServerNotice.LeaveReceived(hospital.id));
    }

    @Test
    void nobodySendsAnotherMemberAway() {
        CollectingInputs collecting = inTraining();
        Hospital other = simulation.hospitals.get(2);
        refuses(collecting, new Leave(epoch(), other.id));
        ServerStep forged = collecting.on(new ServerEvent.Received(
                other.id, WireMessage.sign(new Leave(epoch(), other.id), epoch(), hospital.key)));
        assertThat(forged.next()).isSameAs(collecting);
    }

    @Test
    void aLeaveOrAnAbortThatNamesAnotherEpochEndsNothing() {
        CollectingInputs collecting = inTraining();
        refuses(collecting, new Leave(ANOTHER_EPOCH, hospital.id));
        refuses(collecting, new Abort(ANOTHER_EPOCH, AbortReason.STOPPED));
    }

    @Test
    void aMembersAbortEndsTheEpochAndSaysWho() {
        ServerStep step = inTraining().on(received(new Abort(epoch(), AbortReason.TAG_WRONG)));
        assertThat(step.next()).isInstanceOf(EpochOver.class);
        assertThat(step.notices())
                .containsExactly(new ServerNotice.EpochEnded(EpochEnd.MEMBER_ABORTED, List.of(hospital.id)));
    }

    @Test
    void aFinishOfAnotherEpochStops() {
        BetweenRounds between = betweenRounds();
        Finished finished = new Finished(
                ANOTHER_EPOCH,
                between.at().state().digest(),
                between.at().state().modelRound());
        hospital.receive(WireMessage.sign(finished, epoch(), simulation.serverKey));
        assertThat(hospital.stopped).containsExactly(AbortReason.CONTEXT_DIFFERS);
        assertThat(hospital.isFinished).isFalse();
    }

    @Test
    void aFinishWhileARoundIsOpenIsIgnored() {
        inTraining();
        while (!(hospital.phase instanceof AwaitingResult)) {
            simulation.deliverNext();
        }
        RoundPhase waiting = (RoundPhase) hospital.phase;
        finish(waiting);
        assertThat(hospital.phase).isSameAs(waiting);
        simulation.run();
        simulation.assertFinishedInOneState();
    }

    @Test
    void whoHasFinishedHasErasedTheEpochsSecretsAndAcceptsNothingMore() {
        BetweenRounds between = betweenRounds();
        finish(between);
        assertThat(hospital.isFinished).isTrue();
        assertThat(hospital.phase.standing()).isEqualTo(new Standing.Outside());
        assertThatThrownBy(() ->
                        between.at().keyed().secrets().masking(between.at().context()))
                .isInstanceOf(IllegalStateException.class);
        PlatformPhase finished = hospital.phase;
        finish(between);
        assertThat(hospital.phase).isSameAs(finished);
    }

    @Test
    void aMemberThatWasCutOffHearsTheLastSumAndTheFinishWhenItIsBack() {
        simulation.begin().run();
        EpochOver over = (EpochOver) simulation.phase;
        Standing.InRound lastRound = new Standing.InRound(epoch(), simulation.rounds, 0);
        ServerStep step = over.on(new ServerEvent.Reconnected(hospital.id, lastRound));
        assertThat(step.messages().stream()
                        .map(outgoing -> outgoing.message().message().type().name()))
                .containsExactly("RESULT", "FINISHED");
        assertThat(over.on(new ServerEvent.Reconnected(hospital.id, new Standing.Outside()))
                        .messages())
                .isEmpty();
    }

    private CollectingInputs inTraining() {
        simulation.begin();
        while (!(simulation.phase instanceof CollectingInputs now) || now.at().round() == 0) {
            simulation.deliverNext();
        }
        return (CollectingInputs) simulation.phase;
    }

    private BetweenRounds betweenRounds() {
        simulation.begin();
        while (!(hospital.phase instanceof BetweenRounds)) {
            simulation.deliverNext();
        }
        return (BetweenRounds) hospital.phase;
    }

    private void finish(RoundPhase phase) {
        StateChain state = phase.at().state();
        hospital.receive(WireMessage.sign(
                new Finished(epoch(), state.digest(), state.modelRound()), epoch(), simulation.serverKey));
    }

    private Digest epoch() {
        return ((HostPhase) simulation.phase).hosting().epoch().digest();
    }

    private ServerEvent.Received received(SignedMessage message) {
        return new ServerEvent.Received(hospital.id, WireMessage.sign(message, epoch(), hospital.key));
    }

    private void refuses(CollectingInputs collecting, SignedMessage message) {
        ServerStep step = collecting.on(received(message));
        assertThat(step.next()).isSameAs(collecting);
        assertThat(step.notices())
                .containsExactly(
                        new ServerNotice.MessageRefused(hospital.id, message.type(), RefusedMessage.CONTEXT_DIFFERS));
    }
}
