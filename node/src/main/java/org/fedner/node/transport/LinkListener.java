package org.fedner.node.transport;

import java.time.Duration;

/** Hears a {@link ReconnectingLink}: each connection as any {@link TransportListener} does, and what happens in between. */
public interface LinkListener extends TransportListener {
    /** An attempt failed; the next one follows after {@code pause}. */
    void waiting(TransportException why, Duration pause);

    /** The link has ended and will not try again: its fault cannot heal by waiting, or the deadline has passed. */
    void gaveUp(TransportException why);
}
