package org.fedner.crypto.sealing;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.fedner.crypto.SecretBytes;

/** The JDK's AES-256-GCM with a nonce of 12 bytes and a tag of 16. */
final class AesGcm {

    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private AesGcm() {}

    static void requireKey(SecretBytes key) {
        if (key.lengthBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("an AES-256 key has 32 bytes, not " + key.lengthBytes());
        }
    }

    static void requireNonce(byte[] nonce) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("a GCM nonce has 12 bytes here, not " + nonce.length);
        }
    }

    static Cipher cipher(int mode, SecretBytes key, byte[] nonce, byte[] associatedData) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key.exposeSecret(), "AES"),
                    new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(associatedData);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-256-GCM", e);
        }
    }
}
