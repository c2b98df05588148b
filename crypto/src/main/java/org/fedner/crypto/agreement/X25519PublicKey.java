package org.fedner.crypto.agreement;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key of X25519: the u-coordinate of a point, little-endian (RFC 7748, section 5).
 *
 * <p>Any 32 bytes are one. Whether it lies in a small subgroup shows at the agreement, which then fails.
 *
 * @param bytes 32 bytes, copied in and out
 */
public record X25519PublicKey(byte[] bytes) {

    public static final int KEY_BYTES = 32;

    public X25519PublicKey {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("an X25519 public key has 32 bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof X25519PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "X25519:" + HexFormat.of().formatHex(bytes);
    }
}
