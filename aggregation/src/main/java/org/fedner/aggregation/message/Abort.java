package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/** ABORT: the sender has stopped and erased the epoch's secrets. {@code opaque epoch[32]; uint8 reason; sig}. */
public record Abort(Digest epoch, AbortReason reason) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.ABORT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).uint(1, reason.code());
    }

    static Abort decode(WireReader in) throws MalformedMessageException {
        return new Abort(in.digest(), AbortReason.ofCode(in.uint(1)));
    }
}
