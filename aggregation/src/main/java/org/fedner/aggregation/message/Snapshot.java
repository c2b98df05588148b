package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * SNAPSHOT: a shared state for a member that does not have it, with the {@link Ready}s that vouch for it.
 *
 * <pre>
 * opaque epoch[32]
 * SignedReady vouchers&lt;0..2^24-1&gt;   each: opaque message&lt;1..2^16-1&gt;
 * opaque stateDigest[32]            SHA-256 of the state's bytes, which is the digest that a READY names
 * sig by the server
 * opaque state&lt;1..2^30&gt;           opaque to this codec
 * </pre>
 */
public record Snapshot(Digest epoch, List<WireMessage<Ready>> vouchers, Digest stateDigest, ByteString state)
        implements BulkMessage {

    private static final int MAX_VOUCHERS_BYTES = 0xff_ffff;

    public Snapshot {
        vouchers = requireIncreasing(vouchers);
    }

    /** Vouchers in the order of their ids, each once. */
    static List<WireMessage<Ready>> requireIncreasing(List<WireMessage<Ready>> vouchers) {
        PlatformIds.increasing(
                vouchers.stream().map(signed -> signed.message().platform()).toList());
        return List.copyOf(vouchers);
    }

    static void encodeVouchers(WireWriter out, List<WireMessage<Ready>> vouchers) {
        out.list(vouchers, MAX_VOUCHERS_BYTES, WireMessage::encodeNested);
    }

    static List<WireMessage<Ready>> decodeVouchers(WireReader in) throws MalformedMessageException {
        return in.list(MAX_VOUCHERS_BYTES, r -> WireMessage.decodeNested(r, MessageType.READY, Ready.class));
    }

    /** Hashes the state. */
    public static Snapshot of(Digest epoch, List<WireMessage<Ready>> vouchers, ByteString state) {
        return new Snapshot(epoch, vouchers, Digest.of(state.shared()), state);
    }

    @Override
    public MessageType type() {
        return MessageType.SNAPSHOT;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch);
        encodeVouchers(out, vouchers);
    }

    @Override
    public Digest bulkDigest() {
        return stateDigest;
    }

    @Override
    public int bulkBytes() {
        return state.length();
    }

    @Override
    public void encodeBulk(ByteBuffer out) {
        out.put(state.shared());
    }

    static BulkDecoder<Snapshot> decode(WireReader in) throws MalformedMessageException {
        Digest epoch = in.digest();
        List<WireMessage<Ready>> vouchers = decodeVouchers(in);
        return (digest, bulk) -> new Snapshot(epoch, vouchers, digest, ByteString.reading(bulk));
    }
}
