package org.fedner.aggregation.protocol;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;
import org.fedner.crypto.sharing.MalformedShareException;

/**
 * What two members seal shares for each other with, for one epoch: a key for each direction, Expand(prk_ij, "deal" ‖ id_i ‖
 * id_j).
 *
 * <p>LINK's key comes from another key material under another label and seals one message only, so the nonces of shares,
 * 01 ‖ 000 ‖ round, meet no other use; and rounds only increase, which the sealing key enforces.
 */
final class ShareChannel implements AutoCloseable {

    private static final byte NONCE_PREFIX = 1;

    private final PlatformId own;
    private final PlatformId peer;
    private final Digest transcript;
    private final SealingKey toPeer;
    private final OpeningKey fromPeer;

    /** @param directionKey the key from one member to another, whose object the result becomes */
    ShareChannel(
            PlatformId own,
            PlatformId peer,
            Digest transcript,
            BiFunction<PlatformId, PlatformId, SecretBytes> directionKey) {
        this.own = own;
        this.peer = peer;
        this.transcript = transcript;
        this.toPeer = SealingKey.of(directionKey.apply(own, peer));
        this.fromPeer = OpeningKey.of(directionKey.apply(peer, own));
    }

    /**
     * What the peer is to hold; {@code share} remains the caller's.
     *
     * @throws IllegalStateException if shares of this round or a later one were sealed before
     */
    ByteString seal(long round, HeldShare share) {
        try (SecretBytes plaintext = share.encode()) {
            return ByteString.of(toPeer.seal(nonce(round), associatedData(round, own, peer), plaintext));
        }
    }

    /**
     * What the peer dealt for this member in that round.
     *
     * @throws AEADBadTagException if it was sealed by another, for another, for another round or epoch, or altered
     * @throws MalformedShareException if the peer sealed what no shares are
     */
    HeldShare open(long round, ByteString sealed) throws AEADBadTagException, MalformedShareException {
        try (SecretBytes plaintext = fromPeer.open(nonce(round), associatedData(round, peer, own), sealed.toBytes())) {
            return HeldShare.decode(plaintext);
        }
    }

    private static byte[] nonce(long round) {
        return ByteBuffer.allocate(SealingKey.NONCE_BYTES)
                .put(NONCE_PREFIX)
                .put(new byte[Integer.BYTES - 1])
                .putLong(round)
                .array();
    }

    private byte[] associatedData(long round, PlatformId from, PlatformId to) {
        return Labels.label("share", transcript.bytes(), Labels.uint64(round), from.bytes(), to.bytes());
    }

    @Override
    public void close() {
        toPeer.close();
        fromPeer.close();
    }

    @Override
    public String toString() {
        return "ShareChannel[redacted]";
    }
}
