package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.encapsulation.DecapsulationKey;
import org.fedner.crypto.encapsulation.Encapsulation;
import org.fedner.crypto.encapsulation.EncapsulationKey;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;

/**
 * A pair's key on the way: the secret of X25519 and the one encapsulated for the peer, until the peer's encapsulation
 * comes.
 *
 * <pre>
 * prk_i→j = Extract(h_e, X ‖ ss_i→j)                                              of one direction's seal
 * prk_ij  = Extract(h_e, X ‖ ss_lo→hi ‖ ss_hi→lo ‖ SHA-256(ct_lo→hi ‖ ct_hi→lo))   of the pair
 * </pre>
 *
 * <p>Every part has a fixed length. To know either key one must have broken X25519 and ML-KEM-768 both.
 */
final class PairAgreement implements AutoCloseable {

    private final PlatformId own;
    private final PlatformId peer;
    private final Digest transcript;
    private final SecretBytes agreed;
    private final Encapsulation sent;

    private PairAgreement(PlatformId own, PlatformId peer, Digest transcript, SecretBytes agreed, Encapsulation sent) {
        this.own = own;
        this.peer = peer;
        this.transcript = transcript;
        this.agreed = agreed;
        this.sent = sent;
    }

    /** @throws LowOrderPointException if the peer's key is in the small subgroup */
    static PairAgreement begin(
            PlatformId own,
            X25519PrivateKey ownKey,
            PlatformId peer,
            X25519PublicKey peerKey,
            EncapsulationKey peerEncapsulationKey,
            Digest transcript,
            SecureRandom random)
            throws LowOrderPointException {
        SecretBytes agreed = ownKey.agree(peerKey);
        return new PairAgreement(own, peer, transcript, agreed, peerEncapsulationKey.encapsulate(random));
    }

    /** The ciphertext for the peer. */
    ByteString encapsulation() {
        return ByteString.of(sent.ciphertext());
    }

    /** The own contribution for the peer: AES-256-GCM under ek_own→peer. */
    ByteString seal(SecretBytes contribution) {
        try (LinkSeal seal = seal(sent.secret(), own, peer, sent.ciphertext())) {
            return seal.seal(contribution);
        }
    }

    /**
     * The pair's key, once the peer's ciphertext is here; this agreement remains the caller's.
     *
     * @param received 1088 bytes; if they were not made for the key, what the peer sealed will not open
     */
    PairKey complete(DecapsulationKey ownKey, ByteString received) {
        byte[] ciphertext = received.toBytes();
        boolean isLower = own.compareTo(peer) < 0;
        Digest ciphertexts =
                isLower ? Digest.of(sent.ciphertext(), ciphertext) : Digest.of(ciphertext, sent.ciphertext());
        try (SecretBytes decapsulated = ownKey.decapsulate(ciphertext);
                SecretBytes bound = SecretBytes.owning(ciphertexts.bytes())) {
            SecretBytes lower = isLower ? sent.secret() : decapsulated;
            SecretBytes higher = isLower ? decapsulated : sent.secret();
            SecretBytes pseudorandomKey = Hkdf.extract(transcript.bytes(), agreed, lower, higher, bound);
            return new PairKey(own, peer, transcript, pseudorandomKey, seal(decapsulated, peer, own, ciphertext));
        }
    }

    private LinkSeal seal(SecretBytes encapsulated, PlatformId from, PlatformId to, byte[] ciphertext) {
        try (SecretBytes direction = Hkdf.extract(transcript.bytes(), agreed, encapsulated)) {
            return LinkSeal.of(direction, transcript, from, to, ciphertext);
        }
    }

    @Override
    public void close() {
        agreed.close();
        sent.close();
    }

    @Override
    public String toString() {
        return "PairAgreement[redacted]";
    }
}
