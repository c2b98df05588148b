package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/**
 * The epoch is over, or the job is. Members who still stand in it hear its last outcome when they connect again.
 *
 * @param reached the round that would have come next; a member of mode R that stands more than one before it has missed a
 *     sum, so it hears nothing here
 * @param lastOutcome RESULT or VOID, then FINISHED if the job is done; empty if the epoch ended without any
 * @param earlier the sum before a VOID
 */
record EpochOver(Hosting hosting, long reached, List<WireMessage<?>> lastOutcome, Optional<EarlierSum> earlier)
        implements HostPhase {

    /** After an outcome that nothing has to be told before. */
    EpochOver(Hosting hosting, long reached, List<WireMessage<?>> lastOutcome) {
        this(hosting, reached, lastOutcome, Optional.empty());
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return lastOutcome;
    }

    @Override
    public ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        PlatformId member = reconnected.from();
        boolean standsHere = hosting.epoch().hasMember(member) && isOfThisEpoch(reconnected.standing());
        boolean hasHeardAllBefore = follows(reconnected.standing(), reached)
                || earlier.filter(sum -> sum.isFollowedFrom(reconnected.standing()))
                        .isPresent();
        return standsHere && hasHeardAllBefore
                ? ServerStep.to(this)
                        .sending(EarlierSum.missedBy(member, reconnected.standing(), earlier))
                        .sending(addressed(member, flight(member)))
                : ServerStep.to(this);
    }

    /** Nothing can end it a second time. */
    @Override
    public ServerStep end(EpochEnd cause, List<PlatformId> platforms) {
        return ServerStep.to(this);
    }
}
