package org.fedner.audit.event;

import org.fedner.crypto.expansion.Digest;

/** A SHA-256 digest, or a certificate fingerprint, as 64 lower-case hex digits. */
public record Sha256Hex(String hex) {
    public Sha256Hex {
        Tokens.requireHex(hex, 32);
    }

    /** From exactly 32 bytes. */
    public static Sha256Hex of(byte[] bytes) {
        return new Sha256Hex(Tokens.hex(bytes, 32));
    }

    /** The same digest, as a leaf holds it. */
    public static Sha256Hex of(Digest digest) {
        return of(digest.bytes());
    }

    /** The digest of {@code content}. */
    public static Sha256Hex over(byte[] content) {
        return of(Digest.of(content));
    }
}
