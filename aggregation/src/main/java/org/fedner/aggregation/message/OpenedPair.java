package org.fedner.aggregation.message;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.masking.OpenedMask;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;

/**
 * One end of a pair, opened after a dummy round.
 *
 * @param peer the other end
 */
public record OpenedPair(PlatformId peer, OpenedMask mask) {

    private static final int MAX_LIST_BYTES = 0xff_ffff;
    private static final int MAX_FIELD_SEED_BYTES = Sha256.DIGEST_BYTES;

    static void encode(WireWriter out, List<OpenedPair> pairs) {
        out.list(pairs, MAX_LIST_BYTES, (w, pair) -> w.platform(pair.peer)
                .digest(pair.mask.seed())
                .list(pair.mask.fieldSeed().stream().toList(), MAX_FIELD_SEED_BYTES, WireWriter::digest)
                .tag(pair.mask.pads()));
    }

    static List<OpenedPair> decode(WireReader in) throws MalformedMessageException {
        return in.list(MAX_LIST_BYTES, r -> {
            PlatformId peer = r.platform();
            Digest seed = r.digest();
            Optional<Digest> fieldSeed =
                    r.list(MAX_FIELD_SEED_BYTES, WireReader::digest).stream().findFirst();
            return new OpenedPair(peer, new OpenedMask(seed, fieldSeed, r.tag()));
        });
    }
}
