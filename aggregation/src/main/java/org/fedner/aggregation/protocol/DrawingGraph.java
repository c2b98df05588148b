package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.SeedPart;
import org.fedner.aggregation.message.SeedSet;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** Members open their parts of the mask graph's seed, now that all have seen all commitments. */
record DrawingGraph(Hosting hosting, WireMessage<KeySet> keySet, SortedMap<PlatformId, WireMessage<Seed>> received)
        implements HostPhase {

    static ServerStep begin(Hosting hosting, WireMessage<KeySet> keySet) {
        return ServerStep.to(new DrawingGraph(hosting, keySet, new TreeMap<>())).sending(hosting.toAll(keySet));
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of(keySet);
    }

    /** What does not open the sender's commitment counts as silence: all others would stop at it. */
    @Override
    public ServerStep onSeed(PlatformId from, WireMessage<Seed> wire) {
        Seed seed = wire.message();
        Digest epoch = hosting.epoch().digest();
        if (!seed.platform().equals(from)
                || !seed.epoch().equals(epoch)
                || !seed.opened().commitment(epoch, from).equals(commitment(from))) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (received.containsKey(from)) {
            return repeated(from, received.get(from), wire);
        }
        SortedMap<PlatformId, WireMessage<Seed>> now = new TreeMap<>(received);
        now.put(from, wire);
        return now.size() < hosting.epoch().members().size()
                ? ServerStep.to(new DrawingGraph(hosting, keySet, now))
                : drawn(now);
    }

    @Override
    public ServerStep onDeadline() {
        return end(
                EpochEnd.MEMBERS_SILENT,
                hosting.epoch().members().stream()
                        .filter(member -> !received.containsKey(member))
                        .toList());
    }

    private ServerStep drawn(SortedMap<PlatformId, WireMessage<Seed>> all) {
        Digest epoch = hosting.epoch().digest();
        List<SeedPart> opened =
                all.values().stream().map(signed -> signed.message().opened()).toList();
        Digest transcript = AwaitingKeySet.transcript(epoch, keySet.message().keys());
        return Linking.begin(
                hosting,
                hosting.sign(new SeedSet(epoch, opened)),
                transcript,
                Optional.of(EpochGraph.seed(transcript, opened)));
    }

    private Digest commitment(PlatformId member) {
        int number = hosting.epoch().members().indexOf(member);
        return keySet.message().keys().get(number).message().commitment();
    }
}
