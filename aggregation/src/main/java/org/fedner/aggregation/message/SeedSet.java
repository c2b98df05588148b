package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * SEEDSET: what every member opened, in the order of their ids. Their signatures are not repeated: the signed commitments
 * in KEYSET leave no other opening.
 *
 * <pre>
 * opaque epoch[32]
 * Opened seeds&lt;0..2^24-1&gt;        each: part[32] contribution[32]
 * sig by the server
 * </pre>
 */
public record SeedSet(Digest epoch, List<SeedPart> seeds) implements SignedMessage {

    private static final int MAX_BYTES = 0xff_ffff;

    public SeedSet {
        seeds = List.copyOf(seeds);
    }

    @Override
    public MessageType type() {
        return MessageType.SEEDSET;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).list(seeds, MAX_BYTES, (w, seed) -> seed.encode(w));
    }

    static SeedSet decode(WireReader in) throws MalformedMessageException {
        return new SeedSet(in.digest(), in.list(MAX_BYTES, SeedPart::decode));
    }
}
