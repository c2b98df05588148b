package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * A phase after the keys were confirmed. Rounds and attempts only increase.
 *
 * <p>What repeats the last outcome is ignored, because a server that was restarted, or a platform that was cut off, may
 * see it twice. What contradicts it stops the platform.
 */
sealed interface RoundPhase extends MemberPhase permits BetweenRounds, OpenRoundPhase, CalledPhase {

    Standpoint at();

    @Override
    default Membership membership() {
        return at().keyed().membership();
    }

    @Override
    default void eraseSecrets() {
        at().keyed().secrets().close();
    }

    @Override
    default Standing standing() {
        Attempt attempt = at().attempt();
        return new Standing.InRound(membership().epoch().digest(), attempt.round(), attempt.number());
    }

    /** An attempt that is over may be named again by late repetitions of its OPEN; none older. */
    default PlatformStep onEarlierOpen(WireMessage<Open> open) {
        Digest named = at().keyed().namedContext(open.message());
        return named.equals(at().settled().context()) ? refuse(open) : abort(AbortReason.ROUND_NOT_INCREASING);
    }

    /** A round that is over may be named again by late repetitions of its CALL; none older. */
    default PlatformStep onEarlierCall(WireMessage<Call> call) {
        Digest named = at().keyed().namedContext(call.message());
        return named.equals(at().settled().context()) ? refuse(call) : abort(AbortReason.ROUND_NOT_INCREASING);
    }

    @Override
    default PlatformStep onRecovered(WireMessage<Recovered> recovered) {
        boolean repeated = recovered.message().context().equals(at().settled().context())
                && !at().settled().isVoid();
        return repeated ? refuse(recovered) : abort(AbortReason.CONTEXT_DIFFERS);
    }

    @Override
    default PlatformStep onResult(WireMessage<Result> result) {
        boolean repeated = result.message().context().equals(at().settled().context())
                && !at().settled().isVoid();
        return repeated ? refuse(result) : abort(AbortReason.CONTEXT_DIFFERS);
    }

    /** A VOID for an attempt this platform never heard of is no contradiction: it was cut off meanwhile. */
    @Override
    default PlatformStep onVoid(WireMessage<RoundVoid> roundVoid) {
        boolean contradicts =
                roundVoid.message().context().equals(at().settled().context())
                        && !at().settled().isVoid();
        return contradicts ? abort(AbortReason.CONTEXT_DIFFERS) : refuse(roundVoid);
    }

    /** What repeats the openings of the last dummy round is ignored. */
    @Override
    default PlatformStep onOpened(WireMessage<Opened> opened) {
        boolean repeated = opened.message().context().equals(at().settled().context())
                && !at().settled().isVoid();
        return repeated ? refuse(opened) : abort(AbortReason.CONTEXT_DIFFERS);
    }

    @Override
    default PlatformStep onFinished(WireMessage<Finished> finished) {
        return refuse(finished);
    }
}
