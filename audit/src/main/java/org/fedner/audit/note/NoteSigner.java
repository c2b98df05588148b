package org.fedner.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fedner.crypto.signing.SigningKey;

/** Signs notes under a name with an Ed25519 key (type 0x01). */
public final class NoteSigner {

    private final Vkey vkey;
    private final SigningKey key;

    /** A log signs under its origin. */
    public NoteSigner(String name, SigningKey key) {
        this.vkey = Vkey.of(name, KeyType.ED25519, key.verifyingKey());
        this.key = key;
    }

    /** What others need to verify. */
    public Vkey vkey() {
        return vkey;
    }

    /** The note with this signer's line. */
    public SignedNote sign(String text) {
        byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        return new SignedNote(text, List.of(new SignatureLine(vkey.name(), vkey.keyId(), signature)));
    }
}
