package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.WireMessage;

/**
 * Where the server stands. It relays and adds: it never holds a key of any mask, and a member's input never exists here
 * except masked.
 */
public sealed interface ServerPhase permits NoEpoch, HostPhase {

    /** What the event leads to. Whatever a phase does not accept leaves it as it is. */
    ServerStep on(ServerEvent event);

    /** The server before its first epoch. */
    static ServerPhase noEpoch() {
        return new NoEpoch();
    }

    /**
     * Proposes an epoch to its members.
     *
     * @param before the phase until now; it still answers members who missed the last outcome of their old epoch
     * @param number greater than that of every epoch before
     * @param members enrolled platforms, in the order of their ids, at least {@code parameters.minPlatforms()}
     */
    static ServerStep beginEpoch(
            ServerPhase before,
            ServerParty party,
            long number,
            EpochParameters parameters,
            List<PlatformId> members,
            SignedRoster roster) {
        return AdvertisingKeys.propose(before, party, number, parameters, members, roster, Set.of());
    }

    /**
     * The phase of a stored epoch that has no outcome yet: it collects for the size round. Members get the OPEN as they
     * connect again, and send the same bytes as before.
     *
     * @throws MalformedMessageException if what was stored is not this server's own
     */
    static ServerPhase resume(ServerParty party, ServerEpoch epoch) throws MalformedMessageException {
        Hosting hosting = Hosting.restored(party, epoch);
        return isResumable(hosting)
                ? CollectingInputs.collecting(hosting, epoch, List.of(), Optional.empty())
                : new EpochOver(hosting, epoch.round(), List.of());
    }

    /**
     * The phase of a stored epoch after its last outcome, which members hear as they connect again.
     *
     * @param lastOutcome the RESULT or VOID that was made durable with {@code epoch}
     * @param earlier the sum before a VOID, if the epoch has one
     * @param continuation what follows it, as in {@link ServerEvent.OutcomeDurable}
     * @throws MalformedMessageException if what was stored is not this server's own
     */
    static ServerPhase resume(
            ServerParty party,
            ServerEpoch epoch,
            WireMessage<?> lastOutcome,
            Optional<EarlierSum> earlier,
            ServerEvent.Continuation continuation)
            throws MalformedMessageException {
        Hosting hosting = Hosting.restored(party, epoch);
        boolean isForeign = !hosting.epoch().isSignedByServer(lastOutcome)
                || earlier.filter(sum -> !hosting.epoch().isSignedByServer(sum.message()))
                        .isPresent();
        if (isForeign) {
            throw new MalformedMessageException("the stored outcome is not of the stored epoch");
        }
        boolean ends = continuation == ServerEvent.Continuation.SAME_EPOCH && !isResumable(hosting);
        return RoundDecided.continued(
                        hosting, epoch, lastOutcome, earlier, ends ? ServerEvent.Continuation.END_EPOCH : continuation)
                .next();
    }

    /** Whether a restarted server is still in the epoch it stored; else the process has to begin another. */
    default boolean isInEpoch() {
        return this instanceof HostPhase && !(this instanceof EpochOver);
    }

    private static boolean isResumable(Hosting hosting) {
        return hosting.epoch().parameters().mode() == AggregationMode.ONE_FLIGHT;
    }
}
