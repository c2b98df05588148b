package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/** LEAVE: a platform asks to be left out of the next epoch. {@code opaque epoch[32]; opaque platform[16]; sig}. */
public record Leave(Digest epoch, PlatformId platform) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.LEAVE;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).platform(platform);
    }

    static Leave decode(WireReader in) throws MalformedMessageException {
        return new Leave(in.digest(), in.platform());
    }
}
