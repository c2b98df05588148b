package org.fedner.crypto.agreement;

import java.security.GeneralSecurityException;

/** The peer's public key has small order: the shared secret would be zero, known to everyone. */
public final class LowOrderPointException extends GeneralSecurityException {

    private static final long serialVersionUID = 1L;

    LowOrderPointException() {
        super("the peer's X25519 public key has low order");
    }
}
