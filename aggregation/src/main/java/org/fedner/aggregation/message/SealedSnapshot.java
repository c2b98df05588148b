package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * SEALED_SNAPSHOT: {@link SealedState} on its way to the member it is for, with the {@link Ready}s that vouch for the state.
 * Who sealed it is shown by the seal itself, whose key only the two have.
 *
 * <pre>
 * opaque epoch[32]
 * opaque sealedBy[16]
 * SignedReady vouchers&lt;0..2^24-1&gt;   each: opaque message&lt;1..2^16-1&gt;
 * opaque sealedDigest[32]           SHA-256 of what is sealed, as it travels
 * sig by the server
 * opaque sealed&lt;17..2^30&gt;        AES-256-GCM, with its tag
 * </pre>
 */
public record SealedSnapshot(
        Digest epoch, PlatformId sealedBy, List<WireMessage<Ready>> vouchers, Digest sealedDigest, ByteString sealed)
        implements BulkMessage {

    public SealedSnapshot {
        vouchers = Snapshot.requireIncreasing(vouchers);
        if (sealed.length() <= SealedState.TAG_BYTES) {
            throw new IllegalArgumentException("nothing is sealed");
        }
    }

    /** Passes on what one member sealed. */
    public static SealedSnapshot of(SealedState state, List<WireMessage<Ready>> vouchers) {
        return new SealedSnapshot(state.epoch(), state.from(), vouchers, state.sealedDigest(), state.sealed());
    }

    @Override
    public MessageType type() {
        return MessageType.SEALED_SNAPSHOT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).platform(sealedBy);
        Snapshot.encodeVouchers(out, vouchers);
    }

    @Override
    public Digest bulkDigest() {
        return sealedDigest;
    }

    @Override
    public int bulkBytes() {
        return sealed.length();
    }

    @Override
    public void encodeBulk(ByteBuffer out) {
        out.put(sealed.shared());
    }

    static BulkDecoder<SealedSnapshot> decode(WireReader in) throws MalformedMessageException {
        Digest epoch = in.digest();
        PlatformId sealedBy = in.platform();
        List<WireMessage<Ready>> vouchers = Snapshot.decodeVouchers(in);
        return (digest, bulk) -> new SealedSnapshot(epoch, sealedBy, vouchers, digest, ByteString.reading(bulk));
    }
}
