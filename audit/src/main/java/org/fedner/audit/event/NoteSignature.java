package org.fedner.audit.event;

import org.fedner.audit.note.SignatureLine;

/** A log's signature under a checkpoint of its own: key id and Ed25519 signature, 68 bytes as hex. */
public record NoteSignature(String hex) {

    private static final int BYTES = 68;

    public NoteSignature {
        Tokens.requireHex(hex, BYTES);
    }

    /** What {@code line} says without its name. */
    public static NoteSignature of(SignatureLine line) {
        return new NoteSignature(Tokens.hex(line.blob(), BYTES));
    }
}
