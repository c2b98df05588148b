package org.fedner.audit.event;

/**
 * The log's own last checkpoint. Written by the log itself with the next leaf, so that a signed checkpoint whose file
 * disappears is missed.
 *
 * @param size leaves it covers
 * @param root their root
 */
public record CheckpointSigned(long size, Sha256Hex root) implements Event {
    public CheckpointSigned {
        Bounds.requireCount("size", size);
    }
}
