package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;

/** The platform signed one list of survivors, and answers once enough of them signed the same. */
record AwaitingQuorum(CalledRound round, WireMessage<Survivors> request, HeldShares shares, WireMessage<Ack> ack)
        implements CalledPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(ack);
    }

    @Override
    public void eraseRound() {
        shares.close();
    }

    @Override
    public boolean isParticipating() {
        return true;
    }

    @Override
    public boolean hasUploaded() {
        return true;
    }

    @Override
    public List<PlatformId> possibleSurvivors() {
        return request.message().survivors();
    }

    @Override
    public PlatformStep onQuorum(WireMessage<Quorum> wire) {
        Quorum quorum = wire.message();
        if (!quorum.context().equals(round.context().digest())) {
            return CalledPhase.super.onQuorum(wire);
        }
        if (quorum.acks().size() < round.epoch().recoveryThreshold()) {
            return abort(AbortReason.SURVIVORS_REFUSED);
        }
        for (WireMessage<Ack> signed : quorum.acks()) {
            Ack other = signed.message();
            if (!other.context().equals(quorum.context())
                    || !other.survivors().equals(ack.message().survivors())
                    || !possibleSurvivors().contains(other.platform())) {
                return abort(AbortReason.SURVIVORS_REFUSED);
            }
            if (!round.epoch().isSignedBy(other.platform(), signed)) {
                return abort(AbortReason.BAD_SIGNATURE);
            }
        }
        WireMessage<Answer> answer =
                membership().sign(shares.answer(quorum.context(), round.own(), possibleSurvivors()));
        return PlatformStep.to(new AwaitingRecovered(round, request, wire, answer))
                .sending(answer);
    }
}
