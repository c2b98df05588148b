package org.fedner.aggregation.protocol;

import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;

/**
 * ek_i→j = Expand(prk_i→j, lab("enc", id_i, id_j), 32): what seals one member's contribution for one other.
 *
 * <p>Each key seals exactly one message, hence the zero nonce. The associated data name the ciphertext of ML-KEM-768, so
 * whoever opens the seal knows that both mean the same one.
 */
final class LinkSeal implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final byte[] NONCE = new byte[SealingKey.NONCE_BYTES];

    private final SecretBytes key;
    private final byte[] associatedData;

    private LinkSeal(SecretBytes key, byte[] associatedData) {
        this.key = key;
        this.associatedData = associatedData;
    }

    /** @param pseudorandomKey prk_from→to; remains the caller's */
    static LinkSeal of(
            SecretBytes pseudorandomKey, Digest transcript, PlatformId from, PlatformId to, byte[] ciphertext) {
        return new LinkSeal(
                Hkdf.expand(pseudorandomKey, Labels.label("enc", from.bytes(), to.bytes()), KEY_BYTES),
                Labels.label(
                        "link",
                        transcript.bytes(),
                        from.bytes(),
                        to.bytes(),
                        Digest.of(ciphertext).bytes()));
    }

    ByteString seal(SecretBytes contribution) {
        try (SealingKey sealing = SealingKey.of(key.copy())) {
            return ByteString.of(sealing.seal(NONCE, associatedData, contribution));
        }
    }

    SecretBytes open(ByteString sealed) throws AEADBadTagException {
        try (OpeningKey opening = OpeningKey.of(key.copy())) {
            return opening.open(NONCE, associatedData, sealed.toBytes());
        }
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "LinkSeal[redacted]";
    }
}
