package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.WireMessage;

/** No attempt is open. {@code at.attempt()} is the first that may be. */
record BetweenRounds(Standpoint at, WireMessage<?> request) implements RoundPhase {

    /** Rounds that may have been void while this platform was cut off; its chains are moved on over them. */
    private static final int MOST_ROUNDS_SKIPPED = 16;

    @Override
    public List<WireMessage<?>> answer() {
        return List.of();
    }

    @Override
    public PlatformStep onOpen(WireMessage<Open> wire) {
        Open open = wire.message();
        Attempt attempt = KeyedMembership.attempt(open);
        Epoch epoch = membership().epoch();
        if (!open.epoch().equals(epoch.digest())) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (attempt.compareTo(at.attempt()) < 0) {
            return onEarlierOpen(wire);
        }
        if (attempt.round() != at.attempt().round() || attempt.number() > Attempt.LARGEST_NUMBER) {
            return abort(AbortReason.ROUND_NOT_INCREASING);
        }
        if (epoch.isRecoverable(attempt)) {
            return abort(AbortReason.CONTEXT_DIFFERS); // such a round has self masks, and is called
        }
        if (!open.state().equals(at.state().digest())) {
            return abort(AbortReason.STATE_DIFFERS);
        }
        Standpoint in = at.at(attempt);
        if (!open.layout().equals(epoch.layoutOf(attempt, in.rows()))) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (!membership().party().policy().stillAccepts(epoch.roster(), epoch.members())) {
            return abort(AbortReason.STALE_ROSTER);
        }
        if (in.kind() == RoundKind.DUMMY) {
            return AwaitingDummySum.begin(in, wire); // before any process is asked for an input
        }
        AwaitingInput opened = new AwaitingInput(in, wire);
        return switch (in.kind()) {
            case SIZE -> opened.upload(JointVector.of(AwaitingFirstOpen.sizeInput(at.keyed())));
            case ROWS ->
                PlatformStep.to(opened)
                        .noticing(new PlatformNotice.RowsWanted(
                                in.context().digest(), attempt.round(), attempt.number(), open.deadlineMillis()));
            case TRAINING, DUMMY ->
                PlatformStep.to(opened)
                        .noticing(new PlatformNotice.InputWanted(
                                in.context().digest(), attempt.round(), attempt.number(), open.deadlineMillis()));
        };
    }

    /** A round of mode R: the next shares are dealt at once, and the input is asked for if this platform takes part. */
    @Override
    public PlatformStep onCall(WireMessage<Call> wire) {
        Call call = wire.message();
        Epoch epoch = membership().epoch();
        Attempt attempt = new Attempt(call.round(), 0);
        if (!call.epoch().equals(epoch.digest()) || !epoch.isRecoverable(attempt)) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (attempt.compareTo(at.attempt()) < 0) {
            return onEarlierCall(wire);
        }
        if (at.attempt().isSizeRound() || call.round() - at.attempt().round() > MOST_ROUNDS_SKIPPED) {
            return abort(AbortReason.ROUND_NOT_INCREASING);
        }
        if (!call.state().equals(at.state().digest())) {
            return abort(AbortReason.STATE_DIFFERS);
        }
        if (!call.layout().equals(epoch.layoutOf(attempt, epoch.noRows()))) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (!membership().party().policy().stillAccepts(epoch.roster(), epoch.members())) {
            return abort(AbortReason.STALE_ROSTER);
        }
        CalledRound round = new CalledRound(at.at(attempt), wire);
        EpochSecrets secrets = at.keyed().secrets();
        if (!Set.copyOf(epoch.members()).containsAll(round.participants())
                || round.participants().size() < epoch.fewestSurvivors()
                || round.isParticipant() && !round.hasEnoughNeighbours(round.participants())) {
            return abort(AbortReason.SURVIVORS_REFUSED);
        }
        secrets.advanceTo(call.round());
        if (!round.isParticipant()) {
            return PlatformStep.to(new SittingOut(round)).sending(secrets.deal());
        }
        if (secrets.dealer().dealing(call.round()).isEmpty()) {
            return abort(AbortReason.LIST_ALTERED); // nobody can have shares that this platform did not deal
        }
        return PlatformStep.to(new AwaitingCalledInput(round))
                .sending(secrets.deal())
                .noticing(new PlatformNotice.InputWanted(
                        round.context().digest(), call.round(), 0, call.deadlineMillis()));
    }

    /** The sum of a round of mode R that this platform was not called for, because it was cut off. */
    @Override
    public PlatformStep onRecovered(WireMessage<Recovered> wire) {
        Recovered recovered = wire.message();
        if (!membership().epoch().isRecoverable(at.attempt())) {
            return RoundPhase.super.onRecovered(wire);
        }
        RoundContext context = at.called(recovered.participants());
        return recovered.context().equals(context.digest())
                ? RecoveredSum.settle(this, context, recovered, false)
                : RoundPhase.super.onRecovered(wire);
    }

    /** The job ends in the state that this platform verified, or not at all. */
    @Override
    public PlatformStep onFinished(WireMessage<Finished> wire) {
        Finished finished = wire.message();
        if (!finished.epoch().equals(membership().epoch().digest())) {
            return abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (!at.state().equals(new StateChain(finished.state(), finished.modelRound()))) {
            return abort(AbortReason.STATE_DIFFERS);
        }
        eraseSecrets();
        return PlatformStep.to(new PlatformFinished(finished.modelRound()))
                .noticing(new PlatformNotice.JobFinished(finished.modelRound()));
    }
}
