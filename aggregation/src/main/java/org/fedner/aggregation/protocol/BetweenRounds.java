package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.WireMessage;

/** No attempt is open. {@code at.attempt()} is the first that may be. */
record BetweenRounds(Standpoint at, WireMessage<Open> request) implements RoundPhase {

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
        AwaitingInput opened = new AwaitingInput(in, wire);
        return switch (in.kind()) {
            case SIZE -> opened.upload(JointVector.of(AwaitingFirstOpen.sizeInput(at.keyed())));
            case ROWS ->
                PlatformStep.to(opened)
                        .noticing(new PlatformNotice.RowsWanted(
                                in.context().digest(), attempt.round(), attempt.number(), open.deadlineMillis()));
            case TRAINING ->
                PlatformStep.to(opened)
                        .noticing(new PlatformNotice.InputWanted(
                                in.context().digest(), attempt.round(), attempt.number(), open.deadlineMillis()));
        };
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
