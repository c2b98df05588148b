package org.fedner.node.transport;

import java.time.Duration;

/**
 * Limits of one transport. All are hard: what exceeds them is refused or closed.
 *
 * @param largestMessageBytes most bytes of one message, 1 to 2^30
 * @param queuedBytes most unsent bytes that may wait for one peer
 * @param handshakeTimeout from the TCP connection to the first message that may flow
 * @param heartbeat a side that has sent nothing for this long sends PING
 * @param silence a side that has heard nothing for this long closes; at least twice {@code heartbeat}
 * @param probe how long an open connection has to answer when its certificate connects a second time
 * @param waitingPerAddress most connections of one address that have not been let in yet
 * @param waiting most connections in all that have not been let in yet
 * @param newestFraming newest version of the framing that is spoken; 1, with whole messages in frames, is spoken beside 2
 */
public record TransportSettings(
        int largestMessageBytes,
        long queuedBytes,
        Duration handshakeTimeout,
        Duration heartbeat,
        Duration silence,
        Duration probe,
        int waitingPerAddress,
        int waiting,
        int newestFraming) {

    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    public TransportSettings {
        require(largestMessageBytes >= 1 && largestMessageBytes <= MOST_MESSAGE_BYTES, "largestMessageBytes");
        require(queuedBytes >= largestMessageBytes, "queuedBytes");
        require(handshakeTimeout.toMillis() >= 1, "handshakeTimeout");
        require(heartbeat.toMillis() >= 1, "heartbeat");
        require(silence.compareTo(heartbeat.multipliedBy(2)) >= 0, "silence");
        require(probe.toMillis() >= 1, "probe");
        require(waitingPerAddress >= 1, "waitingPerAddress");
        require(waiting >= waitingPerAddress, "waiting");
        require(newestFraming >= Versions.LOWEST && newestFraming <= Versions.HIGHEST, "newestFraming");
    }

    /**
     * The defaults: handshake 10 s, heartbeat 10 s, silence 35 s (three heartbeats may get lost), probe 5 s, 256 waiting
     * connections from one address (a whole simulated federation shares one) and 1024 in all.
     */
    public static TransportSettings forMessagesUpTo(int largestMessageBytes) {
        return new TransportSettings(
                largestMessageBytes,
                4L * Math.max(largestMessageBytes, 1 << 16),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(35),
                Duration.ofSeconds(5),
                256,
                1024,
                Versions.HIGHEST);
    }

    private static void require(boolean holds, String name) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is out of its bounds");
        }
    }
}
