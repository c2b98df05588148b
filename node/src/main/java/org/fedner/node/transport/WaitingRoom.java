package org.fedner.node.transport;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections that have not been let in, in the order in which they came; at most as many, in all and of one address, as
 * the settings allow.
 *
 * <p>When it is full the newest takes the place of the oldest: whoever means it is through in a fraction of a second, so
 * silent connections crowd out each other and not the next honest one.
 */
final class WaitingRoom {
    private final TransportSettings settings;
    private final Map<Connection, InetAddress> waiting = new LinkedHashMap<>();
    private long turnedAway;

    WaitingRoom(TransportSettings settings) {
        this.settings = settings;
    }

    /** Lets {@code connection} wait; {@link #leave} follows. Who has to make room for it, if anybody, is to be closed. */
    synchronized Optional<Connection> enter(Connection connection, InetAddress address) {
        long here = waiting.values().stream().filter(address::equals).count();
        Optional<Connection> oldest = Optional.empty();
        if (here >= settings.waitingPerAddress() || waiting.size() >= settings.waiting()) {
            oldest = removeOldest(here >= settings.waitingPerAddress() ? Optional.of(address) : Optional.empty());
            turnedAway++;
        }
        waiting.put(connection, address);
        return oldest;
    }

    private Optional<Connection> removeOldest(Optional<InetAddress> of) {
        Iterator<Map.Entry<Connection, InetAddress>> entries =
                waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Connection, InetAddress> entry = entries.next();
            if (of.isEmpty() || of.get().equals(entry.getValue())) {
                entries.remove();
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    synchronized void leave(Connection connection) {
        waiting.remove(connection);
    }

    synchronized long turnedAway() {
        return turnedAway;
    }
}
