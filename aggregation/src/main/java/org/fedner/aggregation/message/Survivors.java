package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * SURVIVORS: whose uploads the server has, and what the participants sealed for the survivor it is sent to.
 *
 * <pre>
 * opaque context[32]               C
 * Id     survivors&lt;0..2^16-1&gt;      U1
 * opaque sealed&lt;0..2^24-1&gt;         {@value Shares#SEALED_BYTES} bytes from each neighbour that participates, in the order of their ids
 * sig by the server
 * </pre>
 */
public record Survivors(Digest context, List<PlatformId> survivors, List<ByteString> sealed) implements SignedMessage {

    public Survivors {
        survivors = PlatformIds.increasing(survivors);
        sealed = List.copyOf(sealed);
        Shares.requireLengths(sealed);
    }

    @Override
    public MessageType type() {
        return MessageType.SURVIVORS;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(context);
        PlatformIds.encode(out, survivors);
        Shares.encodeSealed(out, sealed);
    }

    static Survivors decode(WireReader in) throws MalformedMessageException {
        return new Survivors(in.digest(), PlatformIds.decode(in), Shares.decodeSealed(in));
    }
}
