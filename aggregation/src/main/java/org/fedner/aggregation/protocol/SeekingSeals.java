package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SealRequest;
import org.fedner.aggregation.message.SealedSnapshot;
import org.fedner.aggregation.message.SealedState;
import org.fedner.aggregation.message.WireMessage;

/**
 * A server that sees nothing has no state to give: members who hold the vouched one seal it for those who are behind.
 *
 * @param agreeing all READYs are in
 * @param vouched the state that enough previous members name
 * @param sealers who is asked to seal for each member behind; shared out among those who can
 * @param sealed what has come, by the member it is for
 */
record SeekingSeals(
        AgreeingOnState agreeing,
        StateChain vouched,
        SortedMap<PlatformId, PlatformId> sealers,
        SortedMap<PlatformId, WireMessage<SealedState>> sealed)
        implements HostPhase {

    static ServerStep begin(AgreeingOnState agreeing, StateChain vouched, List<PlatformId> behind) {
        SortedMap<PlatformId, PlatformId> sealers = new TreeMap<>();
        for (PlatformId member : behind) {
            List<PlatformId> able = agreeing.linkSets().get(member).message().links().stream()
                    .map(link -> link.message().from())
                    .filter(linked -> !behind.contains(linked))
                    .toList();
            if (able.isEmpty()) {
                return agreeing.end(EpochEnd.NO_COMMON_STATE, behind);
            }
            sealers.put(member, able.get(sealers.size() % able.size()));
        }
        SeekingSeals phase = new SeekingSeals(agreeing, vouched, sealers, new TreeMap<>());
        List<Outgoing> outgoing = new ArrayList<>();
        sealers.forEach((member, sealer) -> outgoing.add(new Outgoing(sealer, phase.request(member))));
        return ServerStep.to(phase)
                .sending(outgoing)
                .noticing(new ServerNotice.SealsWanted(
                        vouched.modelRound(), agreeing.hosting().epoch().members()));
    }

    @Override
    public Hosting hosting() {
        return agreeing.hosting();
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        List<WireMessage<?>> flight = new ArrayList<>(agreeing.flight(member));
        sealers.forEach((behind, sealer) -> {
            if (sealer.equals(member) && !sealed.containsKey(behind)) {
                flight.add(request(behind));
            }
        });
        return flight;
    }

    @Override
    public ServerStep onReady(PlatformId from, WireMessage<Ready> ready) {
        return repeated(from, agreeing.readies().get(from), ready);
    }

    @Override
    public ServerStep onSealed(PlatformId from, WireMessage<SealedState> wire) {
        SealedState state = wire.message();
        if (!state.epoch().equals(hosting().epoch().digest())
                || !state.from().equals(from)
                || !from.equals(sealers.get(state.to()))) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (sealed.containsKey(state.to())) {
            return repeated(from, sealed.get(state.to()), wire);
        }
        SortedMap<PlatformId, WireMessage<SealedState>> now = new TreeMap<>(sealed);
        now.put(state.to(), wire);
        SeekingSeals next = new SeekingSeals(agreeing, vouched, sealers, now);
        return now.size() == sealers.size() ? next.passOn() : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        List<PlatformId> silent = sealers.keySet().stream()
                .filter(member -> !sealed.containsKey(member))
                .map(sealers::get)
                .distinct()
                .toList();
        return end(EpochEnd.MEMBERS_SILENT, silent);
    }

    private ServerStep passOn() {
        List<WireMessage<Ready>> vouchers = List.copyOf(agreeing.readies().values());
        Map<PlatformId, WireMessage<?>> each = new TreeMap<>();
        sealed.forEach(
                (member, state) -> each.put(member, hosting().sign(SealedSnapshot.of(state.message(), vouchers))));
        return agreeing.supply(each, vouched);
    }

    private WireMessage<SealRequest> request(PlatformId member) {
        return hosting().sign(new SealRequest(hosting().epoch().digest(), vouched.digest(), member));
    }
}
