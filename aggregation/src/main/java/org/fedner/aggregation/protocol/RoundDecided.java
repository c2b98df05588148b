package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/**
 * A round has its RESULT or VOID, which nobody hears of before it is on disk: so the server, restarted, never says two
 * different things about one attempt.
 *
 * @param after where the epoch stands from now on
 */
record RoundDecided(Hosting hosting, ServerEpoch decided, ServerEpoch after, WireMessage<?> outcome)
        implements HostPhase {

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
        List<WireMessage<?>> heard = List.of(outcome);
        return switch (durable.continuation()) {
            case SAME_EPOCH -> CollectingInputs.open(hosting, after, heard);
            case END_EPOCH -> ServerStep.to(new EpochOver(hosting, heard)).sending(hosting.toAll(heard));
            case FINISH -> {
                List<WireMessage<?>> last = List.of(
                        outcome,
                        hosting.sign(new Finished(hosting.epoch().digest(), after.state(), after.modelRound())));
                yield ServerStep.to(new EpochOver(hosting, last)).sending(hosting.toAll(last));
            }
        };
    }
}
