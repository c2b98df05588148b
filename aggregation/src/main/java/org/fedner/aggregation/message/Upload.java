package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;

/**
 * UPLOAD: one platform's masked input of one attempt of one round.
 *
 * <pre>
 * opaque context[32]             C
 * opaque platform[16]
 * uint8  ringBits               32 or 64: what a word is
 * uint64 tag[2]                  masked and padded
 * opaque vectorDigest[32]        SHA-256 of the words as they travel
 * sig by the platform
 * uint   words&lt;4..2^30&gt;        big-endian, of ringBits bits each
 * </pre>
 */
public record Upload(Digest context, PlatformId platform, Tag tag, Digest vectorDigest, RingVector vector)
        implements BulkMessage {

    /** Hashes the vector. */
    public static Upload of(Digest context, PlatformId platform, Tag tag, RingVector vector) {
        return new Upload(context, platform, tag, VectorWords.digest(vector), vector);
    }

    @Override
    public MessageType type() {
        return MessageType.UPLOAD;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).platform(platform);
        VectorWords.encodeRing(out, vector);
        out.tag(tag);
    }

    @Override
    public Digest bulkDigest() {
        return vectorDigest;
    }

    @Override
    public int bulkBytes() {
        return VectorWords.bytes(vector);
    }

    @Override
    public void encodeBulk(ByteBuffer out) {
        VectorWords.write(vector, out);
    }

    static BulkDecoder<Upload> decode(WireReader in) throws MalformedMessageException {
        Digest context = in.digest();
        PlatformId platform = in.platform();
        Ring ring = VectorWords.decodeRing(in);
        Tag tag = in.tag();
        return (digest, bulk) -> new Upload(context, platform, tag, digest, VectorWords.read(ring, bulk));
    }
}
