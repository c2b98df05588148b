package org.fedner.audit.event;

import java.nio.charset.StandardCharsets;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.HmacSha256;

/** HMAC-SHA-256 under a fresh salt of something that must not be readable in a log; see docs/audit.md. */
public record Commitment(String hex) {
    public Commitment {
        Tokens.requireHex(hex, 32);
    }

    /** From exactly 32 bytes. */
    public static Commitment of(byte[] bytes) {
        return new Commitment(Tokens.hex(bytes, 32));
    }

    /**
     * Commits to {@code value}: HMAC-SHA-256(salt, field || 00 || JCS(value)).
     *
     * @param salt 32 fresh random bytes; deleting them later erases the value for good
     */
    public static Commitment to(SecretBytes salt, String field, JsonValue value) {
        byte[] name = field.getBytes(StandardCharsets.UTF_8);
        return of(HmacSha256.tag(salt, name, new byte[1], CanonicalJson.encode(value)));
    }
}
