package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * SHARES: what a member deals for one round of mode R, before the round is called.
 *
 * <p>Made once for a round and sent again only as the same bytes. The server keeps the deposit and hands every recipient
 * the part that is sealed for it.
 *
 * <pre>
 * opaque epoch[32]
 * opaque platform[16]
 * uint64 round                     tau, from 1
 * opaque selfCommitment[32]        to b, the secret of the self mask
 * opaque pairsCommitment[32]       to d, the secret that opens the deposit
 * opaque deposit&lt;0..2^24-1&gt;        the round's masking keys with the neighbours, sealed under d
 * opaque sealed&lt;0..2^24-1&gt;         {@value #SEALED_BYTES} bytes for each neighbour, in the order of their ids
 * sig by the platform
 * </pre>
 */
public record Shares(
        Digest epoch,
        PlatformId platform,
        long round,
        Digest selfCommitment,
        Digest pairsCommitment,
        ByteString deposit,
        List<ByteString> sealed)
        implements SignedMessage {

    /** Two shares of 40 bytes and the tag of AES-256-GCM. */
    public static final int SEALED_BYTES = 96;

    static final int MAX_BYTES = 0xff_ffff;

    public Shares {
        sealed = List.copyOf(sealed);
        if (round < 1) {
            throw new IllegalArgumentException("no shares are dealt for round " + round);
        }
        requireLengths(sealed);
    }

    @Override
    public MessageType type() {
        return MessageType.SHARES;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch)
                .platform(platform)
                .uint(8, round)
                .digest(selfCommitment)
                .digest(pairsCommitment)
                .opaque(deposit.shared(), 0, MAX_BYTES);
        encodeSealed(out, sealed);
    }

    static Shares decode(WireReader in) throws MalformedMessageException {
        return new Shares(
                in.digest(),
                in.platform(),
                in.uint(8),
                in.digest(),
                in.digest(),
                ByteString.owning(in.opaque(0, MAX_BYTES)),
                decodeSealed(in));
    }

    static void requireLengths(List<ByteString> sealed) {
        for (ByteString one : sealed) {
            if (one.length() != SEALED_BYTES) {
                throw new IllegalArgumentException(
                        "sealed shares have %d bytes, not %d".formatted(SEALED_BYTES, one.length()));
            }
        }
    }

    static void encodeSealed(WireWriter out, List<ByteString> sealed) {
        out.list(sealed, MAX_BYTES, (w, one) -> w.fixed(one.shared()));
    }

    static List<ByteString> decodeSealed(WireReader in) throws MalformedMessageException {
        return in.list(MAX_BYTES, r -> ByteString.owning(r.fixed(SEALED_BYTES)));
    }
}
