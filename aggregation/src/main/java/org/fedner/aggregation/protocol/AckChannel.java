package org.fedner.aggregation.protocol;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.HmacSha256;

/**
 * How two members tell each other that they signed a list of survivors: HMAC(Expand(prk_ij, "ack" ‖ id_i ‖ id_j), C ‖
 * survivors)[0..16).
 *
 * <p>A key for each direction, so neither can pass the other's tag, nor its own, off as something else. All that is ever
 * tagged under it has 64 bytes.
 */
final class AckChannel implements AutoCloseable {

    static final int KEY_BYTES = 32;

    private final SecretBytes toPeer;
    private final SecretBytes fromPeer;

    /** @param directionKey the key from one member to another, whose object the result becomes */
    AckChannel(PlatformId own, PlatformId peer, BiFunction<PlatformId, PlatformId, SecretBytes> directionKey) {
        this.toPeer = directionKey.apply(own, peer);
        this.fromPeer = directionKey.apply(peer, own);
    }

    /** What shows the peer that this member signed that list. */
    AckTag tag(Digest context, Digest survivors) {
        return new AckTag(ByteString.of(tag(toPeer, context, survivors)));
    }

    /** Whether the peer says that it signed that list; constant time. */
    boolean accepts(AckTag tag, Digest context, Digest survivors) {
        return MessageDigest.isEqual(
                tag(fromPeer, context, survivors), tag.value().toBytes());
    }

    private static byte[] tag(SecretBytes key, Digest context, Digest survivors) {
        return Arrays.copyOf(HmacSha256.tag(key, context.bytes(), survivors.bytes()), AckTag.BYTES);
    }

    @Override
    public void close() {
        toPeer.close();
        fromPeer.close();
    }

    @Override
    public String toString() {
        return "AckChannel[redacted]";
    }
}
