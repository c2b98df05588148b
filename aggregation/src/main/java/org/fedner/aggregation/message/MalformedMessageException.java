package org.fedner.aggregation.message;

/** Bytes from outside are not a message. The text is for the own log; the peer hears only "malformed". */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
