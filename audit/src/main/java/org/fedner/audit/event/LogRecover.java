package org.fedner.audit.event;

/**
 * A process found a log that was not closed and continues it.
 *
 * @param truncatedBytes cut from the end of the journal: a line that was never durable
 * @param replayed       leaves found in the journal and kept
 */
public record LogRecover(long truncatedBytes, long replayed) implements Event {
    public LogRecover {
        Bounds.requireCount("truncatedBytes", truncatedBytes);
        Bounds.requireCount("replayed", replayed);
    }
}
