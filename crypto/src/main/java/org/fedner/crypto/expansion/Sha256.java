package org.fedner.crypto.expansion;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), over parts in one call or as a stream. One instance belongs to one thread. */
public final class Sha256 {

    public static final int DIGEST_BYTES = 32;

    private final MessageDigest digest = newDigest();

    /** The digest of the concatenation of {@code parts}; the parts are not separated or length-prefixed. */
    public static byte[] of(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    public Sha256 update(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    public Sha256 update(byte[] bytes, int offset, int lengthBytes) {
        digest.update(bytes, offset, lengthBytes);
        return this;
    }

    /** The digest of everything since creation or the last call; starts afresh. */
    public byte[] finish() {
        return digest.digest();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
