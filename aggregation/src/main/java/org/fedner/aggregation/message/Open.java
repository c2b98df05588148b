package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * OPEN: the server opens an attempt of a round.
 *
 * <pre>
 * opaque epoch[32]
 * uint64 round                      tau; 0 is the size round
 * uint32 attempt
 * opaque state[32]                  the state the sum will be added to
 * opaque layout[32]
 * uint32 deadlineMillis             from now; what the server grants, for information
 * opaque confirmations&lt;0..2^16-1&gt;   of the other members for this one, in the order of their ids; later empty
 * sig by the server
 * </pre>
 */
public record Open(
        Digest epoch,
        long round,
        int attempt,
        Digest state,
        Digest layout,
        long deadlineMillis,
        List<Confirmation> confirmations)
        implements SignedMessage {

    public Open {
        confirmations = List.copyOf(confirmations);
    }

    @Override
    public MessageType type() {
        return MessageType.OPEN;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch)
                .uint(8, round)
                .uint(4, attempt)
                .digest(state)
                .digest(layout)
                .uint(4, deadlineMillis);
        Confirmation.encode(out, confirmations);
    }

    static Open decode(WireReader in) throws MalformedMessageException {
        return new Open(
                in.digest(), in.uint(8), in.uint31(), in.digest(), in.digest(), in.uint(4), Confirmation.decode(in));
    }
}
