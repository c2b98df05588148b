package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.SortedMap;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;

/**
 * A round of mode R that was called, as the server sees it.
 *
 * @param at the round
 * @param call as every member heard it
 * @param graph of the epoch
 * @param deposits the participants' SHARES
 * @param lastOutcome of the round before, for members who missed it
 */
record HostedRound(
        Hosting hosting,
        ServerEpoch at,
        WireMessage<Call> call,
        EpochGraph graph,
        SortedMap<PlatformId, WireMessage<Shares>> deposits,
        List<WireMessage<?>> lastOutcome) {

    List<PlatformId> participants() {
        return call.message().participants();
    }

    Epoch epoch() {
        return hosting.epoch();
    }

    /** C. */
    RoundContext context() {
        return epoch().context(
                        at.transcript(),
                        at.round(),
                        at.state(),
                        call.message().layout(),
                        call.message().participants());
    }
}
