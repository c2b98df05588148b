package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;

/**
 * The process fetches the bytes of the vouched state for the members who are behind.
 *
 * @param agreeing all READYs are in
 * @param vouched the state that enough previous members name
 */
record SeekingSnapshot(AgreeingOnState agreeing, StateChain vouched, List<PlatformId> behind) implements HostPhase {

    @Override
    public Hosting hosting() {
        return agreeing.hosting();
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return agreeing.flight(member);
    }

    @Override
    public ServerStep onReady(PlatformId from, WireMessage<Ready> ready) {
        return repeated(from, agreeing.readies().get(from), ready);
    }

    /** @throws IllegalArgumentException if the bytes are not the vouched state: the process's mistake */
    @Override
    public ServerStep onSnapshotReady(ServerEvent.SnapshotReady ready) {
        Snapshot snapshot = Snapshot.of(
                hosting().epoch().digest(), List.copyOf(agreeing.readies().values()), ready.state());
        if (!snapshot.stateDigest().equals(vouched.digest())) {
            throw new IllegalArgumentException("the snapshot is not the state that the members vouch for");
        }
        WireMessage<Snapshot> signed = hosting().sign(snapshot);
        Map<PlatformId, WireMessage<?>> each = new TreeMap<>();
        behind.forEach(member -> each.put(member, signed));
        return agreeing.supply(each, vouched);
    }

    @Override
    public ServerStep onDeadline() {
        return end(EpochEnd.NO_COMMON_STATE, behind);
    }
}
