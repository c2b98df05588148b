package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * What an event leads to on the server.
 *
 * @param next the phase from now on; the one before must not be used again
 * @param messages to send, in this order; those to a platform that is not connected are dropped
 * @param notices for the process around the protocol, in this order
 */
public record ServerStep(ServerPhase next, List<Outgoing> messages, List<ServerNotice> notices) {

    public ServerStep {
        messages = List.copyOf(messages);
        notices = List.copyOf(notices);
    }

    static ServerStep to(ServerPhase next) {
        return new ServerStep(next, List.of(), List.of());
    }

    ServerStep sending(List<Outgoing> more) {
        List<Outgoing> all = new ArrayList<>(messages);
        all.addAll(more);
        return new ServerStep(next, all, notices);
    }

    ServerStep noticingFirst(ServerNotice notice) {
        List<ServerNotice> all = new ArrayList<>(List.of(notice));
        all.addAll(notices);
        return new ServerStep(next, messages, all);
    }

    ServerStep noticing(ServerNotice notice) {
        List<ServerNotice> all = new ArrayList<>(notices);
        all.add(notice);
        return new ServerStep(next, messages, all);
    }
}
