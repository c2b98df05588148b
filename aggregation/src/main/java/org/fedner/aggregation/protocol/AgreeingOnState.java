package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * Members name the state they hold. If it is one and the same, the epoch is set up; if not, those without the vouched one
 * get a SNAPSHOT and name theirs again.
 *
 * @param transcript h_e
 * @param graphSeed of a drawn mask graph
 * @param linkSets each member's
 * @param readies the latest of each member so far
 * @param snapshots for members that had another state
 * @param supplied the state in them; empty before there are any
 */
record AgreeingOnState(
        Hosting hosting,
        Digest transcript,
        Optional<Digest> graphSeed,
        Map<PlatformId, WireMessage<LinkSet>> linkSets,
        SortedMap<PlatformId, WireMessage<Ready>> readies,
        Map<PlatformId, WireMessage<?>> snapshots,
        Optional<StateChain> supplied)
        implements HostPhase {

    static ServerStep begin(
            Hosting hosting,
            Digest transcript,
            Optional<Digest> graphSeed,
            Map<PlatformId, WireMessage<LinkSet>> linkSets) {
        AgreeingOnState phase = new AgreeingOnState(
                hosting, transcript, graphSeed, linkSets, new TreeMap<>(), Map.of(), Optional.empty());
        List<Outgoing> outgoing = new ArrayList<>();
        for (PlatformId member : hosting.epoch().members()) {
            outgoing.add(new Outgoing(member, linkSets.get(member)));
        }
        return ServerStep.to(phase).sending(outgoing);
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return snapshots.containsKey(member)
                ? List.of(linkSets.get(member), snapshots.get(member))
                : List.of(linkSets.get(member));
    }

    @Override
    public ServerStep onReady(PlatformId from, WireMessage<Ready> wire) {
        Ready ready = wire.message();
        if (!ready.platform().equals(from)
                || !ready.epoch().equals(hosting.epoch().digest())
                || ready.confirmations().size()
                        != linkSets.get(from).message().links().size()) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (readies.containsKey(from)) {
            return repeated(from, readies.get(from), wire);
        }
        Digest asked = snapshots.containsKey(from) ? supplied.orElseThrow().digest() : ready.state();
        if (!ready.state().equals(asked)) {
            return ServerStep.to(this); // it repeats its old state: the snapshot is still on its way
        }
        SortedMap<PlatformId, WireMessage<Ready>> now = new TreeMap<>(readies);
        now.put(from, wire);
        AgreeingOnState next = new AgreeingOnState(hosting, transcript, graphSeed, linkSets, now, snapshots, supplied);
        return now.size() == hosting.epoch().members().size() ? next.compare() : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        return end(
                EpochEnd.MEMBERS_SILENT,
                hosting.epoch().members().stream()
                        .filter(member -> !readies.containsKey(member))
                        .toList());
    }

    /** All are ready: in one state, or some behind the others. */
    private ServerStep compare() {
        List<StateChain> states = readies.values().stream()
                .map(ready -> Vouching.named(ready.message()))
                .distinct()
                .toList();
        if (states.size() == 1) {
            return established(states.get(0));
        }
        Optional<StateChain> vouched = Vouching.vouchedState(
                readies.values().stream().map(WireMessage::message),
                hosting.epoch().parameters().colluders());
        if (vouched.isEmpty()) {
            return end(EpochEnd.NO_COMMON_STATE, List.of());
        }
        List<PlatformId> behind = readies.keySet().stream()
                .filter(member -> !Vouching.named(readies.get(member).message()).equals(vouched.get()))
                .toList();
        if (hosting.epoch().parameters().serverSees() == ServerView.NOTHING) {
            return SeekingSeals.begin(this, vouched.get(), behind);
        }
        return ServerStep.to(new SeekingSnapshot(this, vouched.get(), behind))
                .noticing(new ServerNotice.SnapshotWanted(
                        vouched.get().digest(), vouched.get().modelRound(), behind));
    }

    /** Sends each of those behind the state that the others vouch for, and waits for their READY. */
    ServerStep supply(Map<PlatformId, WireMessage<?>> each, StateChain vouched) {
        SortedMap<PlatformId, WireMessage<Ready>> upToDate = new TreeMap<>(readies);
        List<Outgoing> outgoing = new ArrayList<>();
        each.forEach((member, snapshot) -> {
            upToDate.remove(member);
            outgoing.add(new Outgoing(member, snapshot));
        });
        return ServerStep.to(new AgreeingOnState(
                        hosting, transcript, graphSeed, linkSets, upToDate, each, Optional.of(vouched)))
                .sending(outgoing);
    }

    private ServerStep established(StateChain state) {
        ServerEpoch epoch = new ServerEpoch(
                hosting.sign(hosting.epoch().proposal()),
                transcript,
                graphSeed,
                Attempt.FIRST.round(),
                Attempt.FIRST.number(),
                state.digest(),
                state.modelRound(),
                List.copyOf(readies.values()),
                hosting.epoch().noRows());
        return CollectingInputs.open(hosting, epoch, List.of(), Optional.empty())
                .noticing(new ServerNotice.EpochEstablished(epoch));
    }
}
