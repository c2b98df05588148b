package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.ByteString;
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
 * @param earlier the sum before it, if it is void
 */
record HostedRound(
        Hosting hosting,
        ServerEpoch at,
        WireMessage<Call> call,
        EpochGraph graph,
        SortedMap<PlatformId, WireMessage<Shares>> deposits,
        List<WireMessage<?>> lastOutcome,
        Optional<EarlierSum> earlier) {

    List<PlatformId> participants() {
        return call.message().participants();
    }

    /**
     * Whether the sum over these can be had: enough of them to sign, and of each participant's neighbours enough to give its
     * secret, of one kind or the other.
     */
    boolean isRecoverableFrom(Set<PlatformId> survivors) {
        return survivors.size() >= epoch().fewestSurvivors()
                && participants().stream().allMatch(participant -> graph.hasEnoughNeighbours(participant, survivors));
    }

    /** What the participants sealed for each of these, in the order of the dealers' ids. */
    Map<PlatformId, List<ByteString>> sealedFor(Set<PlatformId> holders) {
        Map<PlatformId, List<ByteString>> sealed = new HashMap<>();
        holders.forEach(holder -> sealed.put(holder, new ArrayList<>()));
        deposits.forEach((dealer, shares) -> {
            List<PlatformId> neighbours = graph.neighbours(dealer);
            for (int i = 0; i < neighbours.size(); i++) {
                if (sealed.containsKey(neighbours.get(i))) {
                    sealed.get(neighbours.get(i)).add(shares.message().sealed().get(i));
                }
            }
        });
        return sealed;
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
