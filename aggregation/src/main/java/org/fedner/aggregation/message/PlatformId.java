package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.fedner.crypto.expansion.Sha256;

/**
 * Names a party by its signing key: the first 16 bytes of SHA-256(SubjectPublicKeyInfo). The server has one too.
 *
 * <p>Ids are ordered as unsigned big-endian numbers, which is the order of their bytes; every list of platforms in the
 * protocol is sorted this way.
 *
 * @param high bytes 0 to 7, big-endian
 * @param low bytes 8 to 15, big-endian
 */
public record PlatformId(long high, long low) implements Comparable<PlatformId> {

    public static final int BYTES = 16;

    /** The id of the party whose key has this SubjectPublicKeyInfo (DER). */
    public static PlatformId ofKey(byte[] subjectPublicKeyInfo) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(subjectPublicKeyInfo));
        return new PlatformId(digest.getLong(), digest.getLong());
    }

    /** The id whose 16 bytes are given. */
    public static PlatformId ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an id has %d bytes, not %d".formatted(BYTES, bytes.length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new PlatformId(buffer.getLong(), buffer.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(PlatformId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
