package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;

/**
 * RESULT: the sum of all members' vectors of one attempt of one round, and the sum of their tags.
 *
 * <pre>
 * opaque context[32]             C
 * uint64 tag[2]                  sums modulo 2^61 - 1
 * opaque sumDigest[32]           SHA-256 of the words as they travel
 * sig by the server
 * uint32 words&lt;4..2^30&gt;        big-endian
 * </pre>
 */
public record Result(Digest context, Tag tag, Digest sumDigest, RingVector sum) implements BulkMessage {

    /** Hashes the vector. */
    public static Result of(Digest context, Tag tag, RingVector sum) {
        return new Result(context, tag, VectorWords.digest(sum), sum);
    }

    @Override
    public MessageType type() {
        return MessageType.RESULT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context);
        out.tag(tag);
    }

    @Override
    public Digest bulkDigest() {
        return sumDigest;
    }

    @Override
    public int bulkBytes() {
        return VectorWords.bytes(sum);
    }

    @Override
    public void encodeBulk(ByteBuffer out) {
        VectorWords.write(sum, out);
    }

    static BulkDecoder<Result> decode(WireReader in) throws MalformedMessageException {
        Digest context = in.digest();
        Tag tag = in.tag();
        return (digest, bulk) -> new Result(context, tag, digest, VectorWords.read(bulk));
    }
}
