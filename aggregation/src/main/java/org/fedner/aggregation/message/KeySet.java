package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * KEYSET: every member's {@link Keys} with its signature, in the order of their ids.
 *
 * <pre>
 * opaque epoch[32]
 * SignedKeys keys&lt;0..2^24-1&gt;     each: opaque message&lt;1..2^16-1&gt;
 * sig by the server
 * </pre>
 */
public record KeySet(Digest epoch, List<WireMessage<Keys>> keys) implements SignedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public KeySet {
        keys = List.copyOf(keys);
        PlatformIds.increasing(
                keys.stream().map(signed -> signed.message().platform()).toList());
    }

    @Override
    public MessageType type() {
        return MessageType.KEYSET;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).list(keys, MAX_BYTES, WireMessage::encodeNested);
    }

    static KeySet decode(WireReader in) throws MalformedMessageException {
        return new KeySet(
                in.digest(), in.list(MAX_BYTES, r -> WireMessage.decodeNested(r, MessageType.KEYS, Keys.class)));
    }
}
