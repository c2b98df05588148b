package org.fedner.crypto.signing;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.fedner.crypto.SecretBytes;

/**
 * A private key of Ed25519 (RFC 8032, section 5.1.5): a seed of 32 bytes.
 *
 * <p>Signatures are deterministic, so a resent message carries the same bytes.
 */
public final class SigningKey implements AutoCloseable {

    public static final int SEED_BYTES = 32;

    /** {@code OneAsymmetricKey} of RFC 8410, section 7, up to the seed. */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final SecretBytes seed;
    private final VerifyingKey verifyingKey;

    private SigningKey(SecretBytes seed) {
        this.seed = seed;
        this.verifyingKey = VerifyingKey.ofSeed(seed.exposeSecret());
    }

    public static SigningKey generate(SecureRandom random) {
        return new SigningKey(SecretBytes.random(SEED_BYTES, random));
    }

    /** A key from its seed of 32 bytes, which becomes this object's and is erased with it. */
    public static SigningKey of(SecretBytes seed) {
        if (seed.lengthBytes() != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.lengthBytes());
        }
        return new SigningKey(seed);
    }

    /**
     * A key from its PKCS #8 form without attributes (RFC 8410), as {@link #exposePkcs8} and openssl write it.
     *
     * @throws InvalidKeyException if it is anything else
     */
    public static SigningKey fromPkcs8(SecretBytes encoded) throws InvalidKeyException {
        byte[] bytes = encoded.exposeSecret();
        int expected = PKCS8_PREFIX.length + SEED_BYTES;
        if (bytes.length != expected
                || !Arrays.equals(bytes, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length)) {
            throw new InvalidKeyException("not an Ed25519 private key in PKCS #8 form");
        }
        return new SigningKey(encoded.slice(PKCS8_PREFIX.length, expected));
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** The signature of {@code message}: 64 bytes. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[VerifyingKey.SIGNATURE_BYTES];
        Ed25519.sign(seed.exposeSecret(), 0, verifyingKey.bytes(), 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The key for a key file or for TLS: PKCS #8, 48 bytes. */
    public SecretBytes exposePkcs8() {
        byte[] encoded = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
        System.arraycopy(seed.exposeSecret(), 0, encoded, PKCS8_PREFIX.length, SEED_BYTES);
        return SecretBytes.owning(encoded);
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
