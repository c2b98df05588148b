package org.fedner.node.transport;

import java.io.Serial;

/** The peer sent bytes that are no frame, or a frame above its cap; the connection ends with {@link #reason()}. */
final class FrameException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;

    FrameException(DisconnectReason reason) {
        super(reason.name(), null, false, false); // a value with a stack of no interest
        this.reason = reason;
    }

    DisconnectReason reason() {
        return reason;
    }
}
