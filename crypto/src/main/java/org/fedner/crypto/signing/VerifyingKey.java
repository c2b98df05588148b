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

    private final byte[] point;

    private VerifyingKey(byte[] point) {
        this.point = point;
    }

    /**
     * @param encoded 32 bytes
     * @throws InvalidKeyException if they are not the canonical encoding of a point of prime order
     */
    public static VerifyingKey of(byte[] encoded) throws InvalidKeyException {
        if (encoded.length != KEY_BYTES || !Ed25519.validatePublicKeyFull(encoded, 0)) {
            throw new InvalidKeyException("not an Ed25519 public key");
        }
        return new VerifyingKey(encoded.clone());
    }

    /** The point a {@link SigningKey} computed itself. */
    static VerifyingKey ofOwn(byte[] point) {
        return new VerifyingKey(point);
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
        return signature.length == SIGNATURE_BYTES
                && Ed25519.verify(signature, 0, point, 0, message, 0, message.length);
    }

    public byte[] bytes() {
        return point.clone();
    }

    /** {@code SubjectPublicKeyInfo}, 44 bytes: what a platform's identity is the hash of. */
    public byte[] spki() {
        byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_BYTES);
        System.arraycopy(point, 0, spki, SPKI_PREFIX.length, KEY_BYTES);
        return spki;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey key && Arrays.equals(point, key.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }

    @Override
    public String toString() {
        return "Ed25519:" + HexFormat.of().formatHex(point);
    }
}
