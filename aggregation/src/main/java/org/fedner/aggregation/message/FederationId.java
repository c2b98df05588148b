package org.fedner.aggregation.message;

import java.util.Arrays;
import org.fedner.crypto.expansion.Sha256;

/** Names a federation by its authority's key: the first 16 bytes of SHA-256(SubjectPublicKeyInfo of the authority). */
public record FederationId(ByteString value) {

    public static final int BYTES = 16;

    public FederationId {
        if (value.length() != BYTES) {
            throw new IllegalArgumentException("a federation id has %d bytes, not %d".formatted(BYTES, value.length()));
        }
    }

    /** The federation whose authority's key has this SubjectPublicKeyInfo (DER). */
    public static FederationId ofAuthority(byte[] subjectPublicKeyInfo) {
        return ofBytes(Arrays.copyOf(Sha256.of(subjectPublicKeyInfo), BYTES));
    }

    public static FederationId ofBytes(byte[] bytes) {
        return new FederationId(ByteString.of(bytes));
    }

    public byte[] bytes() {
        return value.toBytes();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
