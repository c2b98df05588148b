package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * VOID: the attempt is over without a sum.
 *
 * <pre>
 * opaque context[32]             C
 * Id     missing&lt;0..2^16-1&gt;      whose upload had not come; empty when a platform asked to leave
 * sig by the server
 * </pre>
 */
public record RoundVoid(Digest context, List<PlatformId> missing) implements SignedMessage {

    public RoundVoid {
        missing = PlatformIds.increasing(missing);
    }

    @Override
    public MessageType type() {
        return MessageType.VOID;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context);
        PlatformIds.encode(out, missing);
    }

    static RoundVoid decode(WireReader in) throws MalformedMessageException {
        return new RoundVoid(in.digest(), PlatformIds.decode(in));
    }
}
