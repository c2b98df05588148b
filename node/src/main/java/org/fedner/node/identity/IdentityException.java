package org.fedner.node.identity;

import java.io.Serial;

/** This site's identity cannot be used or changed: one sentence that says what, where, and what to do. */
public final class IdentityException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final IdentityFault fault;

    public IdentityException(IdentityFault fault, String sentence) {
        super(sentence);
        this.fault = fault;
    }

    public IdentityException(IdentityFault fault, String sentence, Throwable cause) {
        super(sentence, cause);
        this.fault = fault;
    }

    public IdentityFault fault() {
        return fault;
    }

    public String sentence() {
        return getMessage();
    }
}
