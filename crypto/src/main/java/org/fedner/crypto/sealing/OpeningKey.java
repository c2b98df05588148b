package org.fedner.crypto.sealing;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.fedner.crypto.SecretBytes;

/** The recipient's side of one direction of a pair: opens what the {@link SealingKey} of the same bytes sealed. */
public final class OpeningKey implements AutoCloseable {

    private final SecretBytes key;

    private OpeningKey(SecretBytes key) {
        this.key = key;
    }

    /** A key from 32 bytes, which become this object's and are erased with it. */
    public static OpeningKey of(SecretBytes key) {
        AesGcm.requireKey(key);
        return new OpeningKey(key);
    }

    /**
     * @param sealed ciphertext and tag
     * @throws AEADBadTagException if ciphertext, tag, nonce, associated data or key is not the sender's
     */
    public SecretBytes open(byte[] nonce, byte[] associatedData, byte[] sealed) throws AEADBadTagException {
        AesGcm.requireNonce(nonce);
        if (sealed.length < AesGcm.TAG_BYTES) {
            throw new AEADBadTagException("shorter than a tag");
        }
        Cipher cipher = AesGcm.cipher(Cipher.DECRYPT_MODE, key, nonce, associatedData);
        try {
            return SecretBytes.owning(cipher.doFinal(sealed));
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("GCM fails by its tag only", e);
        }
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "OpeningKey[redacted]";
    }
}
