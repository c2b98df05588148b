package org.fedner.crypto.encapsulation;

import java.security.SecureRandom;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.fedner.crypto.SecretBytes;

/**
 * A private key of ML-KEM-768 (FIPS 203). Made for one epoch, held in memory only, erased with it.
 *
 * <p>Not given: the erasure of what BouncyCastle copies while it computes.
 */
public final class DecapsulationKey implements AutoCloseable {

    /** d and z of FIPS 203, algorithm 19. */
    public static final int SEED_BYTES = 64;

    private final MLKEMPrivateKeyParameters key;
    private final EncapsulationKey encapsulationKey;

    private DecapsulationKey(MLKEMPrivateKeyParameters key) {
        this.key = key;
        this.encapsulationKey = new EncapsulationKey(key.getPublicKeyParameters());
    }

    public static DecapsulationKey generate(SecureRandom random) {
        try (SecretBytes seed = SecretBytes.random(SEED_BYTES, random)) {
            return of(seed);
        }
    }

    /** The key of a seed, d then z, which remains the caller's. */
    public static DecapsulationKey of(SecretBytes seed) {
        if (seed.lengthBytes() != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 seed has 64 bytes, not " + seed.lengthBytes());
        }
        return new DecapsulationKey(new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.exposeSecret()));
    }

    public EncapsulationKey encapsulationKey() {
        return encapsulationKey;
    }

    /**
     * The secret of a ciphertext (FIPS 203, algorithm 21). One that was not made for this key gives a secret that depends
     * on the ciphertext and that only this key's holder can compute.
     *
     * @param ciphertext 1088 bytes
     * @throws IllegalStateException after {@link #close}
     */
    public SecretBytes decapsulate(byte[] ciphertext) {
        if (ciphertext.length != Encapsulation.CIPHERTEXT_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 ciphertext has 1088 bytes, not " + ciphertext.length);
        }
        return SecretBytes.owning(new MLKEMExtractor(key).extractSecret(ciphertext));
    }

    @Override
    public void close() {
        key.destroy();
    }

    @Override
    public String toString() {
        return "DecapsulationKey[redacted]";
    }
}
