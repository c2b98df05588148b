package org.fedner.audit.event;

import java.util.Optional;

/**
 * A process ends in good order; everything it wrote is signed and in bundles.
 *
 * @param reason why
 * @param next   the log that goes on under another name, after a rotation
 */
public record LogClose(Reason reason, Optional<Origin> next) implements Event {

    /** Why a log ends. */
    public enum Reason {
        /** The job is done. */
        FINISHED,
        /** Stopped by an operator or a signal; may go on later. */
        STOPPED,
        /** Stopped by an error that the log states. */
        FAILED,
        /** The log goes on under the name in {@code next}. */
        ROTATED
    }

    public LogClose {
        if (next.isPresent() != (reason == Reason.ROTATED)) {
            throw new IllegalArgumentException("a rotation, and only a rotation, names the next log");
        }
    }

    /** Without a successor. */
    public static LogClose because(Reason reason) {
        return new LogClose(reason, Optional.empty());
    }
}
