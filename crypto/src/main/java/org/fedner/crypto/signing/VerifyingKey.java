package org.fedner.crypto.signing;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A public key of Ed25519: a point of prime order (RFC 8032, section 5.1.2).
 *
 * <p>Keys of small order, points off the curve and non-canonical encodings cannot be built. Equal keys have equal bytes.
 */
public final class VerifyingKey {

    public static final int KEY_BYTES = 32;
    public static final int SIGNATURE_BYTES = 64;
    public static final int SPKI_BYTES = 44;

    /** {@code SubjectPublicKeyInfo} of RFC 8410, section 4, up to the point. */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] encoded;
    private final Ed25519.PublicPoint point; // decoded once: taking a root takes a tenth of a verification

    private VerifyingKey(byte[] encoded, Ed25519.PublicPoint point) {
        this.encoded = encoded;
        this.point = point;
    }

    /**
     * @param encoded 32 bytes
     * @throws InvalidKeyException if they are not the canonical encoding of a point of prime order
     */
    public static VerifyingKey of(byte[] encoded) throws InvalidKeyException {
        if (encoded.length != KEY_BYTES) {
            throw new InvalidKeyException("not an Ed25519 public key");
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(encoded, 0);
        if (point == null) {
            throw new InvalidKeyException("not an Ed25519 public key");
        }
        return new VerifyingKey(encoded.clone(), point);
    }

    /** The point that belongs to a {@link SigningKey}'s seed. */
    static VerifyingKey ofSeed(byte[] seed) {
        Ed25519.PublicPoint point = Ed25519.generatePublicKey(seed, 0);
        byte[] encoded = new byte[KEY_BYTES];
        Ed25519.encodePublicPoint(point, encoded, 0);
        return new VerifyingKey(encoded, point);
    }

    /**
     * A key from the {@code SubjectPublicKeyInfo} of a certificate.
     *
     * @throws InvalidKeyException if it is not the 44-byte encoding of an Ed25519 key
     */
    public static VerifyingKey fromSpki(byte[] spki) throws InvalidKeyException {
        if (spki.length != SPKI_BYTES
                || !Arrays.equals(spki, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new InvalidKeyException("not the SubjectPublicKeyInfo of an Ed25519 key");
        }
        return of(Arrays.copyOfRange(spki, SPKI_PREFIX.length, SPKI_BYTES));
    }

    /** Whether {@code signature} is this key's for {@code message}; false for a wrong length or a non-canonical S too. */
    public boolean verify(byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_BYTES && Ed25519.verify(signature, 0, point, message, 0, message.length);
    }

    public byte[] bytes() {
        return encoded.clone();
    }

    /** {@code SubjectPublicKeyInfo}, 44 bytes: what a platform's identity is the hash of. */
    public byte[] spki() {
        byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_BYTES);
        System.arraycopy(encoded, 0, spki, SPKI_PREFIX.length, KEY_BYTES);
        return spki;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "Ed25519:" + HexFormat.of().formatHex(encoded);
    }
}
