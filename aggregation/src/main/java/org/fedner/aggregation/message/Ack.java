package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * ACK: a survivor's signature under the list of survivors. A platform signs one for a context, or none.
 *
 * <p>The tags, which the signature does not cover, let those it shares a key with believe it without checking the signature.
 *
 * <pre>
 * opaque context[32]               C
 * opaque platform[16]
 * opaque survivors[32]             SHA-256 of the survivors' ids
 * sig by the platform
 * AckTag tags&lt;0..2^16-1&gt;           one of 16 bytes for each other survivor it shares a key with, in the order of their ids
 * </pre>
 */
public record Ack(Digest context, PlatformId platform, Digest survivors, List<AckTag> tags) implements TrailedMessage {

    public Ack {
        tags = List.copyOf(tags);
    }

    @Override
    public MessageType type() {
        return MessageType.ACK;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).platform(platform).digest(survivors);
    }

    @Override
    public void encodeTrailer(WireWriter out) {
        AckTag.encode(out, tags);
    }

    static WireReader.Decoder<Ack> decode(WireReader in) throws MalformedMessageException {
        Digest context = in.digest();
        PlatformId platform = in.platform();
        Digest survivors = in.digest();
        return trailer -> new Ack(context, platform, survivors, AckTag.decode(trailer));
    }
}
