package org.fedner.audit.event;

import org.fedner.audit.note.SignatureLine;

/** A witness's signature under a checkpoint: key id, time and Ed25519 signature, 76 bytes as hex. */
public record NoteCosignature(String hex) {

    private static final int BYTES = 76;

    public NoteCosignature {
        Tokens.requireHex(hex, BYTES);
    }

    /** What {@code line} says without its name. */
    public static NoteCosignature of(SignatureLine line) {
        return new NoteCosignature(Tokens.hex(line.blob(), BYTES));
    }
}
