package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/**
 * A round has its RESULT or VOID, which nobody hears of before it is on disk: so the server, restarted, never says two
 * different things about one attempt.
 *
 * @param after where the epoch stands from now on
 * @param earlier the sum before a VOID
 */
record RoundDecided(Hosting hosting, ServerEpoch after, WireMessage<?> outcome, Optional<EarlierSum> earlier)
        implements HostPhase {

    /** After an outcome that nothing has to be told before. */
    RoundDecided(Hosting hosting, ServerEpoch after, WireMessage<?> outcome) {
        this(hosting, after, outcome, Optional.empty());
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of();
    }

    /** A member that restarted now finds the epoch over, once the outcome is durable. */
    @Override
    public ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        return ServerStep.to(this);
    }

    /** Stays until the outcome is durable; the process, told the cause, then ends the epoch. */
    @Override
    public ServerStep end(EpochEnd cause, List<PlatformId> platforms) {
        return ServerStep.to(this).noticing(new ServerNotice.EpochEnded(cause, platforms));
    }

    @Override
    public ServerStep onStop(ServerEvent.StopRequested stop) {
        return end(EpochEnd.REQUESTED, List.of());
    }

    @Override
    public ServerStep onDurable(ServerEvent.OutcomeDurable durable) {
        return continued(hosting, after, outcome, earlier, durable.continuation());
    }

    /** Tells the members the outcome, and what follows it. */
    static ServerStep continued(
            Hosting hosting,
            ServerEpoch after,
            WireMessage<?> outcome,
            Optional<EarlierSum> earlier,
            ServerEvent.Continuation continuation) {
        return switch (continuation) {
            case SAME_EPOCH -> CollectingInputs.openOrCall(hosting, after, List.of(outcome), earlier);
            case END_EPOCH -> over(hosting, after, List.of(outcome), earlier);
            case FINISH ->
                over(
                        hosting,
                        after,
                        List.of(
                                outcome,
                                hosting.sign(
                                        new Finished(hosting.epoch().digest(), after.state(), after.modelRound()))),
                        earlier);
        };
    }

    private static ServerStep over(
            Hosting hosting, ServerEpoch after, List<WireMessage<?>> last, Optional<EarlierSum> earlier) {
        return ServerStep.to(new EpochOver(hosting, after.round(), last, earlier))
                .sending(hosting.toFollowers(last));
    }
}
