package org.fedner.node.identity;

import java.util.HexFormat;
import java.util.Locale;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * SHA-256 of a key's SubjectPublicKeyInfo: what two people compare by telephone. Its first 16 bytes are the party's id.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {
    private static final int GROUP = 4;

    public Fingerprint {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a fingerprint is 64 hexadecimal digits");
        }
    }

    public static Fingerprint ofKey(VerifyingKey key) {
        return new Fingerprint(HexFormat.of().formatHex(Sha256.of(key.spki())));
    }

    /**
     * Reads digits as people write them down: upper or lower case, in groups or not.
     *
     * @throws IllegalArgumentException unless 64 hexadecimal digits remain
     */
    public static Fingerprint parse(String text) {
        return new Fingerprint(text.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT));
    }

    /** The form to read aloud: sixteen groups of four digits. */
    public String grouped() {
        return hex.replaceAll("(.{" + GROUP + "})(?!$)", "$1 ");
    }

    @Override
    public String toString() {
        return hex;
    }
}
