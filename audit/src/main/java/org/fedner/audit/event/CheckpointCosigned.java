package org.fedner.audit.event;

import java.util.HexFormat;
import java.util.List;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;

/**
 * The writer cosigned a checkpoint of another log. Holds that checkpoint whole, its signature included: what a witness must
 * remember to refuse a fork, and what it needs to convict one.
 *
 * @param origin    the other log
 * @param size      leaves the checkpoint covers
 * @param root      their root
 * @param signature the other log's
 */
public record CheckpointCosigned(Origin origin, long size, Sha256Hex root, NoteSignature signature) implements Event {
    public CheckpointCosigned {
        Bounds.requireCount("size", size);
    }

    /** Of {@code checkpoint} and the line with which its log signed it. */
    public static CheckpointCosigned of(Checkpoint checkpoint, SignatureLine line) {
        return new CheckpointCosigned(
                new Origin(checkpoint.origin()),
                checkpoint.size(),
                Sha256Hex.of(checkpoint.root()),
                NoteSignature.of(line));
    }

    /** The checkpoint as its log signed it. */
    public SignedNote note() {
        return note(origin, size, root, signature);
    }

    static SignedNote note(Origin origin, long size, Sha256Hex root, NoteSignature signature) {
        HexFormat hex = HexFormat.of();
        Checkpoint checkpoint = new Checkpoint(origin.name(), size, hex.parseHex(root.hex()));
        SignatureLine line = SignatureLine.of(origin.name(), hex.parseHex(signature.hex()));
        return new SignedNote(checkpoint.text(), List.of(line));
    }
}
