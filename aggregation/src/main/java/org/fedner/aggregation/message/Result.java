package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * RESULT: the sum of all members' vectors of one attempt of one round, and the sum of their tags.
 *
 * <pre>
 * opaque context[32]             C
 * uint8  ringBits               32 or 64: what a word is
 * uint64 tag[2]                  sums modulo 2^61 - 1
 * opaque uploads[32]             {@link #uploadsDigest} of what was added up
 * opaque sumDigest[32]           SHA-256 of the words as they travel
 * sig by the server
 * uint   words&lt;4..2^30&gt;        big-endian, of ringBits bits each
 * </pre>
 */
public record Result(Digest context, Tag tag, Digest uploads, Digest sumDigest, RingVector sum) implements SumMessage {

    /** Hashes the vector. */
    public static Result of(Digest context, Tag tag, Digest uploads, RingVector sum) {
        return new Result(context, tag, uploads, VectorWords.digest(sum), sum);
    }

    /**
     * SHA-256(lab("uploads", SHA-256(head_1), …)): names the UPLOADs that the server says it added up, so that neither it
     * nor a platform can show others later.
     *
     * @param headDigests SHA-256 of each {@link WireMessage#signedHead}, in the order of the platforms' ids
     */
    public static Digest uploadsDigest(Collection<Digest> headDigests) {
        return Digest.of(
                Labels.label("uploads", headDigests.stream().map(Digest::bytes).toArray(byte[][]::new)));
    }

    @Override
    public MessageType type() {
        return MessageType.RESULT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context);
        VectorWords.encodeRing(out, sum);
        out.tag(tag);
        out.digest(uploads);
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
        Ring ring = VectorWords.decodeRing(in);
        Tag tag = in.tag();
        Digest uploads = in.digest();
        return (digest, bulk) -> new Result(context, tag, uploads, digest, VectorWords.read(ring, bulk));
    }
}
