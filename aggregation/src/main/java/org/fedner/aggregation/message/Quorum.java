package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * QUORUM: enough survivors signed one list. Not signed: every part of it was authenticated by the platform it is of.
 *
 * <pre>
 * opaque context[32]               C
 * opaque survivors[32]             SHA-256 of the survivors' ids, as in each ACK
 * QuorumMember members&lt;0..2^24-1&gt;  in the order of their ids, each once
 * </pre>
 */
public record Quorum(Digest context, Digest survivors, List<QuorumMember> members) implements RelayedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public Quorum {
        members = List.copyOf(members);
        PlatformIds.increasing(members.stream().map(QuorumMember::platform).toList());
    }

    @Override
    public MessageType type() {
        return MessageType.QUORUM;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).digest(survivors);
        QuorumMember.encode(out, members, MAX_BYTES);
    }

    static Quorum decode(WireReader in) throws MalformedMessageException {
        return new Quorum(in.digest(), in.digest(), QuorumMember.decode(in, MAX_BYTES));
    }
}
