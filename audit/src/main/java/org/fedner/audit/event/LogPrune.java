package org.fedner.audit.event;

import org.fedner.audit.note.SignedNote;

/**
 * An older log of this party was deleted after its time. Its last checkpoint stays here whole, so that single events of it that
 * somebody kept can still be proved.
 *
 * @param origin    the older log
 * @param size      its leaves
 * @param root      their root
 * @param signature the older log's
 */
public record LogPrune(Origin origin, long size, Sha256Hex root, NoteSignature signature) implements Event {
    public LogPrune {
        Bounds.requireCount("size", size);
    }

    /** The last checkpoint as its log signed it. */
    public SignedNote note() {
        return CheckpointCosigned.note(origin, size, root, signature);
    }
}
