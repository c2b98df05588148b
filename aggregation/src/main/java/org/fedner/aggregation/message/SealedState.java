package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import org.fedner.crypto.expansion.Digest;

/**
 * SEALED: the shared state, sealed by one member for one other under the pair's key. The server passes it on and cannot
 * read it.
 *
 * <pre>
 * opaque epoch[32]
 * opaque from[16]
 * opaque to[16]
 * opaque sealedDigest[32]           SHA-256 of what is sealed, as it travels
 * sig by the sender
 * opaque sealed&lt;17..2^30&gt;        AES-256-GCM, with its tag
 * </pre>
 */
public record SealedState(Digest epoch, PlatformId from, PlatformId to, Digest sealedDigest, ByteString sealed)
        implements BulkMessage {

    /** Bytes of the tag at the end, which no seal is without. */
    static final int TAG_BYTES = 16;

    public SealedState {
        if (from.equals(to) || sealed.length() <= TAG_BYTES) {
            throw new IllegalArgumentException("a state is sealed for another member");
        }
    }

    /** Hashes what is sealed. */
    public static SealedState of(Digest epoch, PlatformId from, PlatformId to, ByteString sealed) {
        return new SealedState(epoch, from, to, Digest.of(sealed.shared()), sealed);
    }

    @Override
    public MessageType type() {
        return MessageType.SEALED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.digest(epoch).platform(from).platform(to);
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

    static BulkDecoder<SealedState> decode(WireReader in) throws MalformedMessageException {
        Digest epoch = in.digest();
        PlatformId from = in.platform();
        PlatformId to = in.platform();
        return (digest, bulk) -> new SealedState(epoch, from, to, digest, ByteString.reading(bulk));
    }
}
