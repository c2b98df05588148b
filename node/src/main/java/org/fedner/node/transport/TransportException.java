package org.fedner.node.transport;

import java.io.Serial;

/** A connection or a listening port could not be had: the fault, and one sentence that says what to do. */
public final class TransportException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final TransportFault fault;

    public TransportException(TransportFault fault, String sentence) {
        super(sentence);
        this.fault = fault;
    }

    public TransportFault fault() {
        return fault;
    }

    /** What is wrong, with which address, and what to do. */
    public String sentence() {
        return getMessage();
    }
}
