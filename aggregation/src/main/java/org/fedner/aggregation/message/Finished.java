package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/** FINISHED: the job is done; the epoch ends here. {@code opaque epoch[32]; opaque state[32]; uint64 modelRound; sig}. */
public record Finished(Digest epoch, Digest state, long modelRound) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.FINISHED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).digest(state).uint(8, modelRound);
    }

    static Finished decode(WireReader in) throws MalformedMessageException {
        return new Finished(in.digest(), in.digest(), in.uint(8));
    }
}
