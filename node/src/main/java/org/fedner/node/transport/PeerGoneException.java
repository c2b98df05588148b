package org.fedner.node.transport;

import java.io.Serial;

/** A message could not be handed over because the connection has ended or its queue is full. */
public final class PeerGoneException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    PeerGoneException(String sentence) {
        super(sentence);
    }
}
