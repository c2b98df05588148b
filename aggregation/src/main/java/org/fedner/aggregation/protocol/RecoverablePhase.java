package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.WireMessage;

/**
 * A phase of a round of mode R on the server. A member that is cut off is a drop-out, no more: whoever comes back without
 * the epoch's secrets, or more than one outcome behind, waits for the next epoch and ends nothing.
 */
sealed interface RecoverablePhase extends HostPhase
        permits CollectingCalledInputs, CollectingAcknowledgements, CollectingAnswers {

    HostedRound round();

    /** What a member hears again that has heard CALL. */
    List<WireMessage<?>> since(PlatformId member);

    /** Who is silent if the round ends here. */
    List<PlatformId> silent();

    @Override
    default Hosting hosting() {
        return round().hosting();
    }

    @Override
    default long reached() {
        return round().at().round();
    }

    @Override
    default List<WireMessage<?>> lastOutcome() {
        return round().lastOutcome();
    }

    @Override
    default Optional<EarlierSum> earlier() {
        return round().earlier();
    }

    @Override
    default List<WireMessage<?>> flight(PlatformId member) {
        List<WireMessage<?>> flight = new ArrayList<>(round().lastOutcome());
        flight.addAll(since(member));
        return flight;
    }

    @Override
    default ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        PlatformId member = reconnected.from();
        if (!hosting().epoch().hasMember(member)) {
            return ServerStep.to(this);
        }
        boolean hasHeardAllBefore = follows(reconnected.standing(), reached())
                || earlier()
                        .filter(sum -> sum.isFollowedFrom(reconnected.standing()))
                        .isPresent();
        if (isOfThisEpoch(reconnected.standing())
                && hasHeardAllBefore
                && !hosting().deposits().isBehind(member)) {
            return ServerStep.to(this)
                    .sending(EarlierSum.missedBy(member, reconnected.standing(), earlier()))
                    .sending(addressed(member, flight(member)));
        }
        hosting().deposits().leaveBehind(member);
        return ServerStep.to(this).noticing(new ServerNotice.MemberBehind(member));
    }

    /** Those who are here keep the time they were given. */
    @Override
    default ServerStep onGone(Set<PlatformId> gone) {
        return gone.containsAll(silent()) ? onDeadline() : ServerStep.to(this);
    }

    /** The round has no sum. Its attempt is not repeated, because a self secret may be known by now. */
    default ServerStep voided() {
        ServerEpoch at = round().at();
        WireMessage<RoundVoid> outcome =
                hosting().sign(new RoundVoid(round().context().digest(), silent()));
        ServerEpoch after = at.skipped();
        return ServerStep.to(new RoundDecided(
                        hosting(), after, outcome, EarlierSum.of(round().lastOutcome(), earlier(), at.round())))
                .noticing(new ServerNotice.VoidReady(at.round(), at.attempt(), outcome, after));
    }
}
