package org.fedner.crypto.sealing;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.fedner.crypto.SecretBytes;

/**
 * The sender's side of one direction of a pair: seals with AES-256-GCM.
 *
 * <p>No nonce is ever used twice: each must be greater than the one before, read as a big-endian number.
 */
public final class SealingKey implements AutoCloseable {

    public static final int KEY_BYTES = AesGcm.KEY_BYTES;
    public static final int NONCE_BYTES = AesGcm.NONCE_BYTES;
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;

    private final SecretBytes key;
    private byte[] lastNonce = {};

    private SealingKey(SecretBytes key) {
        this.key = key;
    }

    /** A key from 32 bytes, which become this object's and are erased with it. */
    public static SealingKey of(SecretBytes key) {
        AesGcm.requireKey(key);
        return new SealingKey(key);
    }

    /**
     * The ciphertext followed by its tag: 16 bytes longer than the plaintext.
     *
     * @param nonce 12 bytes, greater than every nonce before
     * @param associatedData bound to the ciphertext, not part of it
     */
    public byte[] seal(byte[] nonce, byte[] associatedData, SecretBytes plaintext) {
        AesGcm.requireNonce(nonce);
        if (lastNonce.length != 0 && Arrays.compareUnsigned(nonce, lastNonce) <= 0) {
            throw new IllegalStateException("a nonce of this key did not grow");
        }
        lastNonce = nonce.clone();
        Cipher cipher = AesGcm.cipher(Cipher.ENCRYPT_MODE, key, nonce, associatedData);
        try {
            return cipher.doFinal(plaintext.exposeSecret());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("GCM encrypts any short message", e);
        }
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "SealingKey[redacted]";
    }
}
