package org.fedner.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A secret byte string: a key, a seed, a shared secret.
 *
 * <p>It never prints, has no {@code equals}, compares in constant time, and is overwritten with zeros by {@link #close}.
 * After that every use is refused. Not given: protection from a memory dump while it lives, nor from the copies that the
 * JDK's own {@code Cipher} and {@code Mac} make of a key.
 *
 * <p>Not safe for use by several threads while one of them may close it.
 */
public final class SecretBytes implements AutoCloseable {

    private final byte[] bytes;
    private boolean erased;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array itself: the caller must not keep or use it afterwards. */
    public static SecretBytes owning(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Copies the array: the caller still has to erase its own. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public static SecretBytes random(int lengthBytes, SecureRandom random) {
        byte[] bytes = new byte[lengthBytes];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    public int lengthBytes() {
        return bytes.length;
    }

    /**
     * The secret itself, not a copy: for use on the spot, never stored, never altered.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] exposeSecret() {
        if (erased) {
            throw new IllegalStateException("this secret has been erased");
        }
        return bytes;
    }

    /** A secret of its own with the same bytes, erased independently of this one. */
    public SecretBytes copy() {
        return copyOf(exposeSecret());
    }

    /** The bytes {@code [from, to)} as a secret of their own. */
    public SecretBytes slice(int from, int to) {
        return new SecretBytes(Arrays.copyOfRange(exposeSecret(), from, to));
    }

    /** Whether {@code other} holds the same bytes; the time taken depends on the lengths only. */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(exposeSecret(), other);
    }

    public boolean matches(SecretBytes other) {
        return matches(other.exposeSecret());
    }

    /** Overwrites the secret. Closing twice is allowed. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        erased = true;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes, redacted]";
    }
}
