package org.fedner.audit.log;

import java.io.IOException;
import org.fedner.audit.event.Origin;

/** The log was ended and goes on under another name; nothing more can be written to it. */
public final class LogContinuedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String next;

    LogContinuedException(Origin next) {
        super("the log goes on as " + next.name());
        this.next = next.name();
    }

    /** The name of the log that continues it. */
    public String next() {
        return next;
    }
}
