package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * QUORUM: enough survivors signed one list.
 *
 * <pre>
 * opaque context[32]               C
 * SignedAck acks&lt;0..2^24-1&gt;        each: opaque message&lt;1..2^16-1&gt;; in the order of their senders, each once
 * sig by the server
 * </pre>
 */
public record Quorum(Digest context, List<WireMessage<Ack>> acks) implements SignedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public Quorum {
        acks = List.copyOf(acks);
        PlatformIds.increasing(
                acks.stream().map(signed -> signed.message().platform()).toList());
    }

    @Override
    public MessageType type() {
        return MessageType.QUORUM;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).list(acks, MAX_BYTES, WireMessage::encodeNested);
    }

    static Quorum decode(WireReader in) throws MalformedMessageException {
        return new Quorum(
                in.digest(), in.list(MAX_BYTES, r -> WireMessage.decodeNested(r, MessageType.ACK, Ack.class)));
    }
}
