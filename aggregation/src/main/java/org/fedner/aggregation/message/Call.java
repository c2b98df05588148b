package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * CALL: the server opens a round of mode R. It has one attempt; after a void the next round is called.
 *
 * <pre>
 * opaque epoch[32]
 * uint64 round                      tau, from 1
 * opaque state[32]                  the state the sum will be added to
 * opaque layout[32]
 * uint32 deadlineMillis             from now; what the server grants, for information
 * Id     participants&lt;0..2^16-1&gt;    the members whose shares for this round the server has
 * sig by the server
 * </pre>
 */
public record Call(
        Digest epoch, long round, Digest state, Digest layout, long deadlineMillis, List<PlatformId> participants)
        implements SignedMessage {

    public Call {
        participants = PlatformIds.increasing(participants);
        if (round < 1) {
            throw new IllegalArgumentException("round %d is not called".formatted(round));
        }
    }

    @Override
    public MessageType type() {
        return MessageType.CALL;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).uint(8, round).digest(state).digest(layout).uint(4, deadlineMillis);
        PlatformIds.encode(out, participants);
    }

    static Call decode(WireReader in) throws MalformedMessageException {
        return new Call(in.digest(), in.uint(8), in.digest(), in.digest(), in.uint(4), PlatformIds.decode(in));
    }
}
