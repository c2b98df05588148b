package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;

/**
 * REVEAL: a member opens every mask of a dummy round, once, after its upload. Mode D only; no other mode has such a message.
 *
 * <pre>
 * opaque context[32]               C
 * opaque platform[16]
 * uint8  accepts                   1: its own check accepts the RESULT, 0: it does not
 * Tag    tagKey&lt;32..2^16-1&gt;        alpha, then beta of each member in the order of their ids; two elements each
 * Pair   pairs&lt;0..2^24-1&gt;          of each neighbour in the order of their ids: id[16] s_ij[32] r_ij&lt;0..32&gt; f_ij[16]
 * sig by the platform
 * </pre>
 */
public record Reveal(Digest context, PlatformId platform, boolean accepts, OpenedTagKey tagKey, List<OpenedPair> pairs)
        implements SignedMessage {

    private static final int MAX_TAG_KEY_BYTES = 0xffff;

    public Reveal {
        pairs = List.copyOf(pairs);
        PlatformIds.increasing(pairs.stream().map(OpenedPair::peer).toList());
        if (pairs.stream().anyMatch(pair -> pair.peer().equals(platform))) {
            throw new IllegalArgumentException("a member has no mask with itself");
        }
    }

    @Override
    public MessageType type() {
        return MessageType.REVEAL;
    }

    @Override
    public void encodeFields(WireWriter out) {
        WireWriter key = new WireWriter().tag(tagKey.points());
        tagKey.pads().forEach(key::tag);
        out.digest(context)
                .platform(platform)
                .uint(1, accepts ? 1 : 0)
                .opaque(key.toBytes(), Tag.ENCODED_BYTES, MAX_TAG_KEY_BYTES);
        OpenedPair.encode(out, pairs);
    }

    static Reveal decode(WireReader in) throws MalformedMessageException {
        return new Reveal(in.digest(), in.platform(), in.choice(2) == 1, tagKey(in), OpenedPair.decode(in));
    }

    private static OpenedTagKey tagKey(WireReader in) throws MalformedMessageException {
        List<Tag> tags = in.list(MAX_TAG_KEY_BYTES, WireReader::tag);
        if (tags.isEmpty()) {
            throw new MalformedMessageException("a tag key without points");
        }
        return new OpenedTagKey(tags.get(0), tags.subList(1, tags.size()));
    }
}
