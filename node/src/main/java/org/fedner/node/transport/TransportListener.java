package org.fedner.node.transport;

/**
 * Hears what happens on connections.
 *
 * <p>Calls run on the executor given to the transport, which must run its tasks one after another in order (one thread);
 * then calls for one peer are ordered: connected, received…, disconnected. While a peer's messages wait for the executor
 * the transport stops reading from that peer, so a listener that does the work inside the call gets back-pressure over the
 * network for free, and one that queues elsewhere must bound its own queue.
 */
public interface TransportListener {
    /** The peer has been authenticated and let in. */
    void connected(Peer peer);

    /** One whole message; the array belongs to the listener. */
    void received(Peer peer, byte[] message);

    /** The connection has ended; nothing more comes from this {@code peer} object. */
    void disconnected(Peer peer, DisconnectReason reason);
}
