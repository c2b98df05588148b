package org.fedner.aggregation.protocol;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;

/**
 * prk_ij = Extract(h_e, X25519(x_i, X_j)): what two members share for one epoch, and all they derive from it.
 *
 * <p>Each direction seals exactly one message with its own key, hence the zero nonce. Without the hybrid the
 * encapsulation's part is empty.
 */
final class PairKey implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final byte[] LINK_NONCE = new byte[SealingKey.NONCE_BYTES];
    private static final Digest NO_ENCAPSULATION = Digest.of();

    private final PlatformId own;
    private final PlatformId peer;
    private final Digest transcript;
    private final SecretBytes pseudorandomKey;

    private PairKey(PlatformId own, PlatformId peer, Digest transcript, SecretBytes pseudorandomKey) {
        this.own = own;
        this.peer = peer;
        this.transcript = transcript;
        this.pseudorandomKey = pseudorandomKey;
    }

    /** @throws LowOrderPointException if the peer's key is in the small subgroup */
    static PairKey agree(
            PlatformId own, X25519PrivateKey ownKey, PlatformId peer, X25519PublicKey peerKey, Digest transcript)
            throws LowOrderPointException {
        try (SecretBytes shared = ownKey.agree(peerKey)) {
            return new PairKey(own, peer, transcript, Hkdf.extract(transcript.bytes(), shared));
        }
    }

    /** The own contribution for the peer: AES-256-GCM under ek_own→peer. */
    ByteString seal(SecretBytes contribution) {
        try (SealingKey key = SealingKey.of(directionKey(own, peer))) {
            return ByteString.of(key.seal(LINK_NONCE, linkData(own, peer), contribution));
        }
    }

    /** The peer's contribution. */
    SecretBytes open(ByteString sealed) throws AEADBadTagException {
        try (OpeningKey key = OpeningKey.of(directionKey(peer, own))) {
            return key.open(LINK_NONCE, linkData(peer, own), sealed.toBytes());
        }
    }

    /** What this member sends the peer to show that it has the key. */
    Confirmation confirmationSent() {
        return confirmation(own, peer);
    }

    /** Whether the peer has the key; constant time. */
    boolean isConfirmedBy(Confirmation received) {
        return MessageDigest.isEqual(
                confirmation(peer, own).value().toBytes(), received.value().toBytes());
    }

    ChainKey startChain() {
        return ChainKey.start(pseudorandomKey, own.bytes(), peer.bytes());
    }

    private Confirmation confirmation(PlatformId from, PlatformId to) {
        try (SecretBytes key =
                Hkdf.expand(pseudorandomKey, Labels.label("confirm", from.bytes(), to.bytes()), KEY_BYTES)) {
            byte[] tag = HmacSha256.tag(key, transcript.bytes());
            return new Confirmation(ByteString.of(Arrays.copyOf(tag, Confirmation.BYTES)));
        }
    }

    private SecretBytes directionKey(PlatformId from, PlatformId to) {
        return Hkdf.expand(pseudorandomKey, Labels.label("enc", from.bytes(), to.bytes()), KEY_BYTES);
    }

    private byte[] linkData(PlatformId from, PlatformId to) {
        return Labels.label("link", transcript.bytes(), from.bytes(), to.bytes(), NO_ENCAPSULATION.bytes());
    }

    @Override
    public void close() {
        pseudorandomKey.close();
    }

    @Override
    public String toString() {
        return "PairKey[redacted]";
    }
}
