package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;

/**
 * A phase of a round of mode R. RECOVERED ends it with the survivors' sum; VOID, a later CALL or the end of the epoch
 * without one.
 */
sealed interface CalledPhase extends RoundPhase
        permits SittingOut, AwaitingCalledInput, AwaitingSurvivors, AwaitingQuorum, AwaitingRecovered {

    CalledRound round();

    /** Erases what serves this round alone, beyond what the epoch's secrets keep. */
    void eraseRound();

    /** Whether this platform's input was asked for, so that its batch must hear how the round ends. */
    boolean isParticipating();

    /** The survivors this platform signed; all participants as long as it has signed none. */
    default List<PlatformId> possibleSurvivors() {
        return round().participants();
    }

    @Override
    default Standpoint at() {
        return round().at();
    }

    @Override
    default void eraseSecrets() {
        eraseRound();
        RoundPhase.super.eraseSecrets();
    }

    @Override
    default List<PlatformNotice> interrupted() {
        return voided(List.of());
    }

    @Override
    default PlatformStep onRecovered(WireMessage<Recovered> wire) {
        Recovered recovered = wire.message();
        if (!recovered.context().equals(round().context().digest())) {
            return RoundPhase.super.onRecovered(wire);
        }
        if (!Set.copyOf(possibleSurvivors()).containsAll(recovered.survivors())) {
            return abort(AbortReason.CONTEXT_DIFFERS); // it signed another list
        }
        return RecoveredSum.settle(this, round().context(), recovered, hasUploaded());
    }

    /** Whether an upload of this platform exists. */
    boolean hasUploaded();

    @Override
    default PlatformStep onVoid(WireMessage<RoundVoid> wire) {
        if (!wire.message().context().equals(round().context().digest())) {
            return RoundPhase.super.onVoid(wire);
        }
        if (!membership().party().policy().allowsAnotherVoid()) {
            return abort(AbortReason.BUDGET_EXCEEDED);
        }
        return PlatformStep.to(ended()).after(voided(wire.message().missing()));
    }

    /** The same call again gets the same answer; another one for the same round stops; a later round voids this one. */
    @Override
    default PlatformStep onCall(WireMessage<Call> wire) {
        Call call = wire.message();
        long current = at().attempt().round();
        if (call.round() == current) {
            boolean same = call.epoch().equals(membership().epoch().digest())
                    && at().keyed().namedContext(call).equals(round().context().digest());
            return same ? PlatformStep.to(this).sending(answerToCall()) : abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (call.round() < current) {
            return onEarlierCall(wire);
        }
        if (!membership().party().policy().allowsAnotherVoid()) {
            return abort(AbortReason.BUDGET_EXCEEDED);
        }
        return ended().onCall(wire).after(voided(List.of()));
    }

    /** What was said to CALL, once more; nothing if the server has gone on since. */
    default List<WireMessage<?>> answerToCall() {
        return List.of();
    }

    /** A list of survivors and a quorum of an earlier round come too late; of another context, they stop. */
    @Override
    default PlatformStep onSurvivors(WireMessage<Survivors> wire) {
        return wire.message().context().equals(at().settled().context())
                ? refuse(wire)
                : abort(AbortReason.CONTEXT_DIFFERS);
    }

    @Override
    default PlatformStep onQuorum(WireMessage<Quorum> wire) {
        return refuse(wire);
    }

    private BetweenRounds ended() {
        eraseRound();
        at().keyed().secrets().advance();
        return new BetweenRounds(round().voided(), request());
    }

    private List<PlatformNotice> voided(List<PlatformId> missing) {
        return isParticipating()
                ? List.of(new PlatformNotice.RoundVoided(
                        round().context().digest(), at().attempt().round(), 0, missing))
                : List.of();
    }
}
