package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The epoch is proposed and its members advertise their keys.
 *
 * @param before answers members who missed the last outcome of their old epoch
 * @param busy members who prepare it beside the rounds of another
 */
record AdvertisingKeys(
        Hosting hosting,
        ServerPhase before,
        WireMessage<EpochRoster> roster,
        Set<PlatformId> busy,
        SortedMap<PlatformId, WireMessage<Keys>> received)
        implements HostPhase {

    /**
     * Proposes an epoch.
     *
     * @param members enrolled platforms, in the order of their ids, at least {@code parameters.minPlatforms()}
     * @param busy those of them who are in another epoch still
     */
    static ServerStep propose(
            ServerPhase before,
            ServerParty party,
            long number,
            EpochParameters parameters,
            List<PlatformId> members,
            SignedRoster roster,
            Set<PlatformId> busy) {
        if (members.size() < parameters.minPlatforms() || members.size() > parameters.largestMembership()) {
            throw new IllegalArgumentException("an epoch of %d members, at least %d, at most %d"
                    .formatted(members.size(), parameters.minPlatforms(), parameters.largestMembership()));
        }
        byte[] nonce = new byte[EpochRoster.NONCE_BYTES];
        party.random().nextBytes(nonce);
        EpochRoster proposal = new EpochRoster(
                party.federation(),
                number,
                ByteString.of(nonce),
                PlatformIds.increasing(members),
                parameters.encode(),
                ByteString.of(roster.encode()));
        try {
            return begin(before, new Hosting(party, Epoch.of(proposal)), busy);
        } catch (MalformedMessageException | NotEnrolledException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static ServerStep begin(ServerPhase before, Hosting hosting, Set<PlatformId> busy) {
        WireMessage<EpochRoster> roster = hosting.sign(hosting.epoch().proposal());
        AdvertisingKeys phase = new AdvertisingKeys(hosting, before, roster, busy, new TreeMap<>());
        return ServerStep.to(phase)
                .sending(hosting.epoch().members().stream()
                        .map(member -> new Outgoing(member, phase.proposalFor(member)))
                        .toList());
    }

    private WireMessage<?> proposalFor(PlatformId member) {
        return busy.contains(member) ? hosting.sign(new Prepare(roster.message())) : roster;
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of(proposalFor(member));
    }

    /**
     * Whoever stands in another epoch and has not advertised yet has nothing to lose: it hears that epoch's last outcome, then
     * the proposal. Who stands in none may have accepted this number and died before its keys came, and accepts it never again.
     */
    @Override
    public ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        PlatformId member = reconnected.from();
        if (isOfThisEpoch(reconnected.standing())
                || !hosting.epoch().hasMember(member)
                || received.containsKey(member)
                || reconnected.standing() instanceof Standing.Outside) {
            return HostPhase.super.onReconnected(reconnected);
        }
        return ServerStep.to(this)
                .sending(before.on(reconnected).messages())
                .sending(addressed(member, flight(member)));
    }

    @Override
    public ServerStep onKeys(PlatformId from, WireMessage<Keys> keys) {
        if (!keys.message().platform().equals(from)
                || !keys.message().epoch().equals(hosting.epoch().digest())) {
            return refuse(from, keys, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (received.containsKey(from)) {
            return repeated(from, received.get(from), keys);
        }
        SortedMap<PlatformId, WireMessage<Keys>> now = new TreeMap<>(received);
        now.put(from, keys);
        if (now.size() < hosting.epoch().members().size()) {
            return ServerStep.to(new AdvertisingKeys(hosting, before, roster, busy, now));
        }
        Digest epoch = hosting.epoch().digest();
        WireMessage<KeySet> keySet = hosting.sign(new KeySet(epoch, List.copyOf(now.values())));
        return hosting.epoch().graphParameters().isComplete()
                ? Linking.begin(
                        hosting,
                        keySet,
                        AwaitingKeySet.transcript(epoch, keySet.message().keys()),
                        Optional.empty())
                : DrawingGraph.begin(hosting, keySet);
    }

    @Override
    public ServerStep onDeadline() {
        return end(
                EpochEnd.MEMBERS_SILENT,
                hosting.epoch().members().stream()
                        .filter(member -> !received.containsKey(member))
                        .toList());
    }
}
