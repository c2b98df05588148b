package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;

/**
 * A vector as it travels: its ring among the fields, in one byte of bits, and as the bulk its words one after the other,
 * big-endian, moved at once.
 */
final class VectorWords {

    private static final int TILE_BYTES = 16_384; // hashed where it was written, without a second copy of the vector

    private VectorWords() {}

    static int bytes(RingVector vector) {
        return Math.multiplyExact(vector.size(), vector.ring().wordBytes());
    }

    static Digest digest(RingVector vector) {
        int tileWords = TILE_BYTES / vector.ring().wordBytes();
        ByteBuffer tile = ByteBuffer.allocate(TILE_BYTES);
        Sha256 hash = new Sha256();
        for (int from = 0; from < vector.size(); from += tileWords) {
            vector.write(tile.clear(), from, Math.min(tileWords, vector.size() - from));
            hash.update(tile.array(), 0, tile.position());
        }
        return new Digest(hash.finish());
    }

    static void write(RingVector vector, ByteBuffer out) {
        vector.write(out);
    }

    static void encodeRing(WireWriter out, RingVector vector) {
        out.uint(1, vector.ring().bits());
    }

    static Ring decodeRing(WireReader in) throws MalformedMessageException {
        int bits = (int) in.uint(1);
        return Ring.ofBits(bits)
                .orElseThrow(() -> new MalformedMessageException("no ring has words of %d bits".formatted(bits)));
    }

    static RingVector read(Ring ring, ByteBuffer bulk) throws MalformedMessageException {
        if (bulk.remaining() == 0 || bulk.remaining() % ring.wordBytes() != 0) {
            throw new MalformedMessageException(
                    "%d bytes are no vector of %d-bit words".formatted(bulk.remaining(), ring.bits()));
        }
        return ring.read(bulk, bulk.remaining() / ring.wordBytes());
    }
}
