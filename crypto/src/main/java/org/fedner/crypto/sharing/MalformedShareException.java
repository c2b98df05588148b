package org.fedner.crypto.sharing;

import java.security.GeneralSecurityException;

/** Shares from outside cannot be what their senders claim. The message names counts and positions, never a value. */
public final class MalformedShareException extends GeneralSecurityException {

    private static final long serialVersionUID = 1L;

    MalformedShareException(String message) {
        super(message);
    }
}
