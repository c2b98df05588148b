package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * SEAL: a server that sees nothing asks a member for the shared state that others vouch for, sealed for one of them.
 *
 * <pre>
 * opaque epoch[32]
 * opaque state[32]                  what the READYs of those who hold it name
 * opaque to[16]                     who needs it
 * sig by the server
 * </pre>
 */
public record SealRequest(Digest epoch, Digest state, PlatformId to) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.SEAL;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).digest(state).platform(to);
    }

    static SealRequest decode(WireReader in) throws MalformedMessageException {
        return new SealRequest(in.digest(), in.digest(), in.platform());
    }
}
