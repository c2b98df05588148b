package org.fedner.aggregation.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/**
 * Members seal their contributions for each other; the server sorts them by recipient.
 *
 * @param links [recipient][sender]; owned by this phase, touched by one thread
 */
record Linking(
        Hosting hosting, WireMessage<KeySet> keySet, Map<PlatformId, SortedMap<PlatformId, WireMessage<Link>>> links)
        implements HostPhase {

    static ServerStep begin(Hosting hosting, WireMessage<KeySet> keySet) {
        Map<PlatformId, SortedMap<PlatformId, WireMessage<Link>>> links = new HashMap<>();
        hosting.epoch().members().forEach(member -> links.put(member, new TreeMap<>()));
        return ServerStep.to(new Linking(hosting, keySet, links)).sending(hosting.toAll(keySet));
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of(keySet);
    }

    @Override
    public ServerStep onLink(PlatformId from, WireMessage<Link> wire) {
        Link link = wire.message();
        if (!link.from().equals(from)
                || !link.epoch().equals(hosting.epoch().digest())
                || !hosting.epoch().hasMember(link.to())) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        SortedMap<PlatformId, WireMessage<Link>> addressed = links.get(link.to());
        if (addressed.containsKey(from)) {
            return repeated(from, addressed.get(from), wire);
        }
        addressed.put(from, wire);
        return isComplete() ? AgreeingOnState.begin(hosting, keySet, linkSets()) : ServerStep.to(this);
    }

    @Override
    public ServerStep onDeadline() {
        List<PlatformId> silent = hosting.epoch().members().stream()
                .filter(member -> hosting.epoch().membersBut(member).stream()
                        .anyMatch(peer -> !links.get(peer).containsKey(member)))
                .toList();
        return end(EpochEnd.MEMBERS_SILENT, silent);
    }

    private boolean isComplete() {
        int others = hosting.epoch().members().size() - 1;
        return links.values().stream().allMatch(addressed -> addressed.size() == others);
    }

    private Map<PlatformId, WireMessage<LinkSet>> linkSets() {
        Map<PlatformId, WireMessage<LinkSet>> sets = new HashMap<>();
        links.forEach((member, addressed) ->
                sets.put(member, hosting.sign(new LinkSet(hosting.epoch().digest(), List.copyOf(addressed.values())))));
        return sets;
    }
}
