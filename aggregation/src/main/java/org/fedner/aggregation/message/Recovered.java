package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;

/**
 * RECOVERED: the sum of the survivors' vectors of a round of mode R, and the sum of their tags, every mask taken off.
 *
 * <pre>
 * opaque context[32]             C
 * uint8  ringBits                32 or 64
 * uint64 tag[2]                  sums modulo 2^61 - 1
 * opaque uploads[32]             {@link Result#uploadsDigest} of what was added up
 * Id     participants&lt;0..2^16-1&gt; as in CALL, for a member that missed it
 * Id     survivors&lt;0..2^16-1&gt;    U1
 * opaque sumDigest[32]           SHA-256 of the words as they travel
 * sig by the server
 * uint   words&lt;4..2^30&gt;        of that many bits, big-endian
 * </pre>
 */
public record Recovered(
        Digest context,
        Tag tag,
        Digest uploads,
        List<PlatformId> participants,
        List<PlatformId> survivors,
        Digest sumDigest,
        RingVector sum)
        implements SumMessage {

    public Recovered {
        participants = PlatformIds.increasing(participants);
        survivors = PlatformIds.increasing(survivors);
    }

    /** Hashes the vector. */
    public static Recovered of(
            Digest context,
            Tag tag,
            Digest uploads,
            List<PlatformId> participants,
            List<PlatformId> survivors,
            RingVector sum) {
        return new Recovered(context, tag, uploads, participants, survivors, VectorWords.digest(sum), sum);
    }

    @Override
    public MessageType type() {
        return MessageType.RECOVERED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context);
        VectorWords.encodeRing(out, sum);
        out.tag(tag).digest(uploads);
        PlatformIds.encode(out, participants);
        PlatformIds.encode(out, survivors);
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

    static BulkDecoder<Recovered> decode(WireReader in) throws MalformedMessageException {
        Digest context = in.digest();
        Ring ring = VectorWords.decodeRing(in);
        Tag tag = in.tag();
        Digest uploads = in.digest();
        List<PlatformId> participants = PlatformIds.decode(in);
        List<PlatformId> survivors = PlatformIds.decode(in);
        return (digest, bulk) ->
                new Recovered(context, tag, uploads, participants, survivors, digest, VectorWords.read(ring, bulk));
    }
}
