package org.fedner.crypto.encapsulation;

import org.fedner.crypto.SecretBytes;

/** The sender's side of one encapsulation: the ciphertext that travels and the secret that does not. */
public final class Encapsulation implements AutoCloseable {

    public static final int CIPHERTEXT_BYTES = 1088;
    public static final int SECRET_BYTES = 32;

    private final byte[] ciphertext;
    private final SecretBytes secret;

    Encapsulation(byte[] ciphertext, SecretBytes secret) {
        this.ciphertext = ciphertext;
        this.secret = secret;
    }

    /** A fresh copy of the 1088 bytes for the key's holder. */
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    /** The 32 bytes both sides come to; remains this object's and is erased with it. */
    public SecretBytes secret() {
        return secret;
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "Encapsulation[redacted]";
    }
}
