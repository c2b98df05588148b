package org.fedner.crypto.encapsulation;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.DestroyFailedException;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.kems.mlkem.MLKEMEngine;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.fedner.crypto.SecretBytes;

/**
 * A public key of ML-KEM-768 that has passed the checks of FIPS 203, section 7.2: 768 coefficients of 12 bits, each below
 * q = 3329, then 32 bytes that expand to the matrix.
 */
public final class EncapsulationKey {

    public static final int KEY_BYTES = 1184;

    private static final int MATRIX_SEED_BYTES = 32;
    private static final int MESSAGE_BYTES = 32;

    private final MLKEMPublicKeyParameters key;

    EncapsulationKey(MLKEMPublicKeyParameters key) {
        this.key = key;
    }

    /**
     * @param bytes 1184, copied
     * @throws InvalidEncapsulationKeyException if a coefficient is not below q
     */
    public static EncapsulationKey decode(byte[] bytes) throws InvalidEncapsulationKeyException {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 encapsulation key has 1184 bytes, not " + bytes.length);
        }
        byte[] coefficients = Arrays.copyOf(bytes, KEY_BYTES - MATRIX_SEED_BYTES);
        if (!MLKEMEngine.getInstance(MLKEMParameters.ml_kem_768).checkModulus(coefficients)) {
            throw new InvalidEncapsulationKeyException();
        }
        return new EncapsulationKey(new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, bytes));
    }

    /** A fresh copy of the 1184 bytes. */
    public byte[] bytes() {
        return key.getEncoded();
    }

    /** A fresh secret for the holder of the other half (FIPS 203, algorithm 20). */
    public Encapsulation encapsulate(SecureRandom random) {
        try (SecretBytes message = SecretBytes.random(MESSAGE_BYTES, random)) {
            SecretWithEncapsulation made = MLKEMGenerator.internalGenerateEncapsulated(key, message.exposeSecret());
            Encapsulation encapsulation =
                    new Encapsulation(made.getEncapsulation(), SecretBytes.owning(made.getSecret()));
            made.destroy(); // its own copy; what was handed out is ours
            return encapsulation;
        } catch (DestroyFailedException e) {
            throw new AssertionError("BouncyCastle's secret is an array, which can be cleared", e);
        }
    }

    @Override
    public String toString() {
        return "EncapsulationKey[ML-KEM-768]";
    }
}
