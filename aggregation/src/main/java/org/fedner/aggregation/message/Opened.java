package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * OPENED: all that is needed to judge a dummy round beside its RESULT: what each member signed of its upload, and what it
 * opened. Whoever holds it computes every upload anew.
 *
 * <pre>
 * opaque context[32]               C
 * opaque heads&lt;0..2^24-1&gt;          of every member's UPLOAD, 162 bytes each, in the order of their ids
 * opaque reveals&lt;0..2^24-1&gt;        of message&lt;1..2^16-1&gt;: every member's REVEAL whole, likewise
 * sig by the server
 * </pre>
 */
public record Opened(Digest context, List<UploadHead> heads, List<WireMessage<Reveal>> reveals)
        implements SignedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public Opened {
        heads = List.copyOf(heads);
        reveals = List.copyOf(reveals);
        List<PlatformId> senders =
                PlatformIds.increasing(heads.stream().map(UploadHead::platform).toList());
        if (!senders.equals(
                reveals.stream().map(reveal -> reveal.message().platform()).toList())) {
            throw new IllegalArgumentException("heads and openings are not of the same members");
        }
    }

    @Override
    public MessageType type() {
        return MessageType.OPENED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context)
                .list(heads, MAX_BYTES, (w, head) -> w.fixed(head.bytes().shared()))
                .list(reveals, MAX_BYTES, WireMessage::encodeNested);
    }

    static Opened decode(WireReader in) throws MalformedMessageException {
        return new Opened(
                in.digest(),
                in.list(MAX_BYTES, r -> UploadHead.decode(r.fixed(UploadHead.BYTES))),
                in.list(MAX_BYTES, r -> WireMessage.decodeNested(r, MessageType.REVEAL, Reveal.class)));
    }
}
