package org.fedner.node.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections that have not been let in, in all and for each address, and refuses more than the settings allow. */
final class WaitingRoom {
    private final TransportSettings settings;
    private final Map<InetAddress, Integer> waiting = new HashMap<>();
    private int total;
    private long turnedAway;

    WaitingRoom(TransportSettings settings) {
        this.settings = settings;
    }

    /** Whether there is room; when true, {@link #leave} must follow once. */
    synchronized boolean enter(InetAddress address) {
        int here = waiting.getOrDefault(address, 0);
        if (total >= settings.waiting() || here >= settings.waitingPerAddress()) {
            turnedAway++;
            return false;
        }
        waiting.put(address, here + 1);
        total++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        waiting.computeIfPresent(address, (key, here) -> here == 1 ? null : here - 1);
        total--;
    }

    synchronized long turnedAway() {
        return turnedAway;
    }
}
