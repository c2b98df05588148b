package org.fedner.audit.note;

import org.fedner.crypto.signing.VerifyingKey;

/** Signature algorithms of C2SP signed-note, dispatched on the type byte of a key; others (ML-DSA is 0x06) may follow. */
public enum KeyType {

    /** A log or any other author: Ed25519 over the note's text. */
    ED25519((byte) 0x01) {
        @Override
        boolean verify(VerifyingKey key, byte[] noteText, byte[] signature) {
            return signature.length == 64 && key.verify(noteText, signature);
        }
    },

    /** A witness: a time and Ed25519 over time and checkpoint (tlog-cosignature). */
    COSIGNATURE((byte) 0x04) {
        @Override
        boolean verify(VerifyingKey key, byte[] noteText, byte[] signature) {
            return Cosignature.parse(signature)
                    .map(cosignature -> key.verify(cosignature.message(noteText), cosignature.signature()))
                    .orElse(false);
        }
    };

    private final byte code;

    KeyType(byte code) {
        this.code = code;
    }

    byte code() {
        return code;
    }

    abstract boolean verify(VerifyingKey key, byte[] noteText, byte[] signature);

    static KeyType of(byte code) throws MalformedNoteException {
        for (KeyType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new MalformedNoteException("unknown key type " + (code & 0xff));
    }
}
