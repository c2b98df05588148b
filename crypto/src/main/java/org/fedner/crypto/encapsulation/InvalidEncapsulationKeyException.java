package org.fedner.crypto.encapsulation;

import java.security.GeneralSecurityException;

/** The peer's public key fails the modulus check of FIPS 203, section 7.2. */
public final class InvalidEncapsulationKeyException extends GeneralSecurityException {

    private static final long serialVersionUID = 1L;

    InvalidEncapsulationKeyException() {
        super("the peer's ML-KEM-768 encapsulation key has a coefficient that is not below q");
    }
}
