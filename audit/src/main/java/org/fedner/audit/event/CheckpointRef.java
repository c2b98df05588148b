package org.fedner.audit.event;

/** Points at a signed checkpoint of a log, here or elsewhere. */
public record CheckpointRef(Origin origin, long size, Sha256Hex root) {
    public CheckpointRef {
        Bounds.requireCount("size", size);
    }
}
