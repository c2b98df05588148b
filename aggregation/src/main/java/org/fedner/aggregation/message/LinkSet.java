package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * LINKSET: the links addressed to one member, in the order of their senders.
 *
 * <pre>
 * opaque epoch[32]
 * SignedLink links&lt;0..2^24-1&gt;    each: opaque message&lt;1..2^16-1&gt;
 * sig by the server
 * </pre>
 */
public record LinkSet(Digest epoch, List<WireMessage<Link>> links) implements SignedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public LinkSet {
        links = List.copyOf(links);
        PlatformIds.increasing(
                links.stream().map(signed -> signed.message().from()).toList());
    }

    @Override
    public MessageType type() {
        return MessageType.LINKSET;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).list(links, MAX_BYTES, WireMessage::encodeNested);
    }

    static LinkSet decode(WireReader in) throws MalformedMessageException {
        return new LinkSet(
                in.digest(), in.list(MAX_BYTES, r -> WireMessage.decodeNested(r, MessageType.LINK, Link.class)));
    }
}
