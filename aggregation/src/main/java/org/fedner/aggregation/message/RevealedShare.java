package org.fedner.aggregation.message;

import java.util.List;

/**
 * One share of one participant's secret, revealed after the quorum.
 *
 * @param dealer whose secret it is a share of
 * @param share five elements of the field, 40 bytes
 */
public record RevealedShare(PlatformId dealer, ByteString share) {

    public static final int SHARE_BYTES = 40;

    private static final int MAX_LIST_BYTES = 0xff_ffff;

    public RevealedShare {
        if (share.length() != SHARE_BYTES) {
            throw new IllegalArgumentException("a share has %d bytes, not %d".formatted(SHARE_BYTES, share.length()));
        }
    }

    static List<PlatformId> dealers(List<RevealedShare> shares) {
        return PlatformIds.increasing(shares.stream().map(RevealedShare::dealer).toList());
    }

    static void encode(WireWriter out, List<RevealedShare> shares) {
        out.list(shares, MAX_LIST_BYTES, (w, revealed) -> w.platform(revealed.dealer)
                .fixed(revealed.share.shared()));
    }

    static List<RevealedShare> decode(WireReader in) throws MalformedMessageException {
        return in.list(MAX_LIST_BYTES, r -> new RevealedShare(r.platform(), ByteString.owning(r.fixed(SHARE_BYTES))));
    }
}
