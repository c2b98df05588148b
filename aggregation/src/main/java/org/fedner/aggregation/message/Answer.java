package org.fedner.aggregation.message;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fedner.crypto.expansion.Digest;

/**
 * ANSWER: a survivor's shares of the survivors' self secrets and of the other participants' pair secrets.
 *
 * <p>Never both kinds for one participant: such a message cannot be built, nor read.
 *
 * <pre>
 * opaque context[32]               C
 * opaque platform[16]
 * Share  self&lt;0..2^24-1&gt;           of b of each survivor whose shares it holds: id[16] share[40], in the order of their ids
 * Share  pairs&lt;0..2^24-1&gt;          of d of each other participant, likewise
 * sig by the platform
 * </pre>
 */
public record Answer(Digest context, PlatformId platform, List<RevealedShare> self, List<RevealedShare> pairs)
        implements SignedMessage {

    public Answer {
        self = List.copyOf(self);
        pairs = List.copyOf(pairs);
        Set<PlatformId> both = new HashSet<>(RevealedShare.dealers(self));
        both.retainAll(RevealedShare.dealers(pairs));
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("both kinds of share of one participant");
        }
    }

    @Override
    public MessageType type() {
        return MessageType.ANSWER;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context).platform(platform);
        RevealedShare.encode(out, self);
        RevealedShare.encode(out, pairs);
    }

    static Answer decode(WireReader in) throws MalformedMessageException {
        return new Answer(in.digest(), in.platform(), RevealedShare.decode(in), RevealedShare.decode(in));
    }
}
