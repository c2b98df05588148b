package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * READY: a member has everyone's contribution and names the state it starts the epoch from.
 *
 * <pre>
 * opaque epoch[32]
 * opaque platform[16]
 * opaque state[32]                  digest of the whole shared state
 * uint64 modelRound                 verified training rounds in that state
 * Id     previousMembers&lt;0..2^16-1&gt; of the epoch in which that state was last verified; empty: it vouches for nothing
 * opaque confirmations&lt;0..2^16-1&gt;   16 bytes for each other member, in the order of their ids
 * sig by the platform
 * </pre>
 */
public record Ready(
        Digest epoch,
        PlatformId platform,
        Digest state,
        long modelRound,
        List<PlatformId> previousMembers,
        List<Confirmation> confirmations)
        implements SignedMessage {

    public Ready {
        previousMembers = PlatformIds.increasing(previousMembers);
        confirmations = List.copyOf(confirmations);
    }

    @Override
    public MessageType type() {
        return MessageType.READY;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).platform(platform).digest(state).uint(8, modelRound);
        PlatformIds.encode(out, previousMembers);
        Confirmation.encode(out, confirmations);
    }

    static Ready decode(WireReader in) throws MalformedMessageException {
        return new Ready(
                in.digest(), in.platform(), in.digest(), in.uint(8), PlatformIds.decode(in), Confirmation.decode(in));
    }
}
