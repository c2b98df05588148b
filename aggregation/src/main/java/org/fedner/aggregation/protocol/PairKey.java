package org.fedner.aggregation.protocol;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.masking.ChainKey;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;

/** prk_ij: what two members share for one epoch, and all they derive from it. Made by a {@link PairAgreement}. */
final class PairKey implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final byte[] STATE_NONCE = new byte[SealingKey.NONCE_BYTES];

    private final PlatformId own;
    private final PlatformId peer;
    private final Digest transcript;
    private final SecretBytes pseudorandomKey;
    private final LinkSeal fromPeer;

    /** The key and the seal become this object's. */
    PairKey(PlatformId own, PlatformId peer, Digest transcript, SecretBytes pseudorandomKey, LinkSeal fromPeer) {
        this.own = own;
        this.peer = peer;
        this.transcript = transcript;
        this.pseudorandomKey = pseudorandomKey;
        this.fromPeer = fromPeer;
    }

    /** The peer's contribution. Works once: a direction's key is for one message, and is erased with it. */
    SecretBytes open(ByteString sealed) throws AEADBadTagException {
        try (fromPeer) {
            return fromPeer.open(sealed);
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

    /**
     * The shared state for the peer. The key is of this direction and this state alone, so it never seals two plaintexts.
     *
     * @param name of the state, in this epoch
     */
    ByteString sealState(Digest name, SecretBytes state) {
        try (SealingKey sealing = SealingKey.of(stateKey(own, peer, name))) {
            return ByteString.of(sealing.seal(STATE_NONCE, stateData(own, peer, name), state));
        }
    }

    /** The shared state of that name from the peer. */
    SecretBytes openState(Digest name, ByteString sealed) throws AEADBadTagException {
        try (OpeningKey opening = OpeningKey.of(stateKey(peer, own, name))) {
            return opening.open(STATE_NONCE, stateData(peer, own, name), sealed.toBytes());
        }
    }

    private SecretBytes stateKey(PlatformId from, PlatformId to, Digest name) {
        byte[] info = Labels.label("snapshot", from.bytes(), to.bytes(), name.bytes());
        return Hkdf.expand(pseudorandomKey, info, KEY_BYTES);
    }

    private byte[] stateData(PlatformId from, PlatformId to, Digest name) {
        return Labels.label("snapshot", transcript.bytes(), from.bytes(), to.bytes(), name.bytes());
    }

    ChainKey startChain() {
        return ChainKey.start(pseudorandomKey, own.bytes(), peer.bytes());
    }

    /** What this pair seals its shares with, in mode R. */
    ShareChannel openShareChannel() {
        return new ShareChannel(
                own,
                peer,
                transcript,
                (from, to) -> Hkdf.expand(
                        pseudorandomKey, Labels.label("deal", from.bytes(), to.bytes()), SealingKey.KEY_BYTES));
    }

    /** How this pair tells each other of lists it signed, in mode R. */
    AckChannel openAckChannel() {
        return new AckChannel(
                own,
                peer,
                (from, to) -> Hkdf.expand(
                        pseudorandomKey, Labels.label("ack", from.bytes(), to.bytes()), AckChannel.KEY_BYTES));
    }

    private Confirmation confirmation(PlatformId from, PlatformId to) {
        try (SecretBytes key =
                Hkdf.expand(pseudorandomKey, Labels.label("confirm", from.bytes(), to.bytes()), KEY_BYTES)) {
            byte[] tag = HmacSha256.tag(key, transcript.bytes());
            return new Confirmation(ByteString.of(Arrays.copyOf(tag, Confirmation.BYTES)));
        }
    }

    @Override
    public void close() {
        pseudorandomKey.close();
        fromPeer.close();
    }

    @Override
    public String toString() {
        return "PairKey[redacted]";
    }
}
