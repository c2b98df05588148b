package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Digest;

/** A vector over Z_2^32 as it travels: its words one after the other, big-endian, moved in bulk. */
final class VectorWords {

    private VectorWords() {}

    static int bytes(RingVector vector) {
        return Math.multiplyExact(vector.size(), RingVector.WORD_BYTES);
    }

    static Digest digest(RingVector vector) {
        ByteBuffer words = ByteBuffer.allocate(bytes(vector));
        write(vector, words);
        return Digest.of(words.array());
    }

    static void write(RingVector vector, ByteBuffer out) {
        vector.write(out);
    }

    static RingVector read(ByteBuffer bulk) throws MalformedMessageException {
        if (bulk.remaining() == 0 || bulk.remaining() % RingVector.WORD_BYTES != 0) {
            throw new MalformedMessageException(bulk.remaining() + " bytes are no vector of 32-bit words");
        }
        return RingVector.read(bulk, bulk.remaining() / RingVector.WORD_BYTES);
    }
}
