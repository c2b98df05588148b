package org.fedner.crypto.expansion;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest as a value: 32 public bytes that compare by content and print in hexadecimal.
 *
 * @param bytes 32 bytes, copied in and out
 */
public record Digest(byte[] bytes) {

    public Digest {
        if (bytes.length != Sha256.DIGEST_BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
    }

    /** SHA-256 of the concatenation of {@code parts}. */
    public static Digest of(byte[]... parts) {
        return new Digest(Sha256.of(parts));
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
