package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/**
 * ACK: a survivor's signature under the list of survivors. A platform signs one for a context, or none.
 *
 * <pre>
 * opaque context[32]               C
 * opaque platform[16]
 * opaque survivors[32]             SHA-256 of the survivors' ids
 * sig by the platform
 * </pre>
 */
public record Ack(Digest context, PlatformId platform, Digest survivors) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.ACK;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).platform(platform).digest(survivors);
    }

    static Ack decode(WireReader in) throws MalformedMessageException {
        return new Ack(in.digest(), in.platform(), in.digest());
    }
}
