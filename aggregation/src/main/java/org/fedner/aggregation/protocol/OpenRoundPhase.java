package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.WireMessage;

/** A phase with an open attempt, which a VOID, a later attempt or the end of the epoch voids. */
sealed interface OpenRoundPhase extends RoundPhase
        permits AwaitingInput, AwaitingResult, AwaitingDummySum, AwaitingOpened {

    @Override
    WireMessage<Open> request();

    /** Erases what serves this attempt alone. */
    void eraseMasks();

    @Override
    default void eraseSecrets() {
        eraseMasks();
        RoundPhase.super.eraseSecrets();
    }

    @Override
    default List<PlatformNotice> interrupted() {
        return List.of(voided(List.of()));
    }

    @Override
    default PlatformStep onVoid(WireMessage<RoundVoid> wire) {
        RoundVoid roundVoid = wire.message();
        if (!roundVoid.context().equals(at().context().digest())) {
            return RoundPhase.super.onVoid(wire);
        }
        if (!membership().party().policy().allowsAnotherVoid()) {
            return abort(AbortReason.BUDGET_EXCEEDED);
        }
        eraseMasks();
        return PlatformStep.to(new BetweenRounds(at().voided(), request())).noticing(voided(roundVoid.missing()));
    }

    /** The same request again gets the same answer; another one for the same attempt stops; a later attempt voids this. */
    @Override
    default PlatformStep onOpen(WireMessage<Open> wire) {
        Open open = wire.message();
        Attempt asked = KeyedMembership.attempt(open);
        Attempt current = at().attempt();
        if (asked.equals(current)) {
            boolean same = open.epoch().equals(membership().epoch().digest())
                    && at().keyed().namedContext(open).equals(at().context().digest());
            return same ? PlatformStep.to(this).sending(answer()) : abort(AbortReason.CONTEXT_DIFFERS);
        }
        if (asked.compareTo(current) < 0) {
            return onEarlierOpen(wire);
        }
        if (asked.round() != current.round()) {
            return refuse(wire); // the result of this round has to come first
        }
        if (!membership().party().policy().allowsAnotherVoid()) {
            return abort(AbortReason.BUDGET_EXCEEDED);
        }
        eraseMasks();
        return new BetweenRounds(at().voided(), request()).onOpen(wire).after(List.of(voided(List.of())));
    }

    private PlatformNotice voided(List<PlatformId> missing) {
        return new PlatformNotice.RoundVoided(
                at().context().digest(), at().attempt().round(), at().attempt().number(), missing);
    }
}
