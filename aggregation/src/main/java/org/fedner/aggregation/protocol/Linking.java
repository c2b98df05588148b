package org.fedner.aggregation.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * Members seal their contributions for those they exchange keys with; the server sorts them by recipient.
 *
 * @param request KEYSET, or SEEDSET if the mask graph was drawn
 * @param transcript h_e
 * @param graphSeed of a drawn graph
 * @param awaited links still to come
 * @param links [recipient][sender]; empty where one is still to come; owned by this phase, touched by one thread
 */
record Linking(
        Hosting hosting,
        WireMessage<?> request,
        Digest transcript,
        Optional<Digest> graphSeed,
        int awaited,
        Map<PlatformId, SortedMap<PlatformId, Optional<WireMessage<Link>>>> links)
        implements HostPhase {

    static ServerStep begin(Hosting hosting, WireMessage<?> request, Digest transcript, Optional<Digest> graphSeed) {
        EpochGraph graph = hosting.epoch().graph(graphSeed);
        Map<PlatformId, SortedMap<PlatformId, Optional<WireMessage<Link>>>> links = new HashMap<>();
        int awaited = 0;
        for (PlatformId member : hosting.epoch().members()) {
            SortedMap<PlatformId, Optional<WireMessage<Link>>> addressed = new TreeMap<>();
            graph.linked(member).forEach(peer -> addressed.put(peer, Optional.empty()));
            links.put(member, addressed);
            awaited += addressed.size();
        }
        return ServerStep.to(new Linking(hosting, request, transcript, graphSeed, awaited, links))
                .sending(hosting.toAll(request));
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of(request);
    }

    @Override
    public ServerStep onLink(PlatformId from, WireMessage<Link> wire) {
        Link link = wire.message();
        SortedMap<PlatformId, Optional<WireMessage<Link>>> addressed = links.getOrDefault(link.to(), new TreeMap<>());
        if (!link.from().equals(from)
                || !link.epoch().equals(hosting.epoch().digest())
                || !addressed.containsKey(from)) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        Optional<WireMessage<Link>> first = addressed.get(from);
        if (first.isPresent()) {
            return repeated(from, first.get(), wire);
        }
        addressed.put(from, Optional.of(wire));
        Linking next = new Linking(hosting, request, transcript, graphSeed, awaited - 1, links);
        return next.awaited == 0
                ? AgreeingOnState.begin(hosting, transcript, graphSeed, next.linkSets())
                : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        List<PlatformId> silent = hosting.epoch().members().stream()
                .filter(member -> links.get(member).keySet().stream()
                        .anyMatch(peer -> links.get(peer).get(member).isEmpty()))
                .toList();
        return end(EpochEnd.MEMBERS_SILENT, silent);
    }

    private Map<PlatformId, WireMessage<LinkSet>> linkSets() {
        Map<PlatformId, WireMessage<LinkSet>> sets = new HashMap<>();
        links.forEach((member, addressed) -> sets.put(
                member,
                hosting.sign(new LinkSet(
                        hosting.epoch().digest(),
                        addressed.values().stream().flatMap(Optional::stream).toList()))));
        return sets;
    }
}
