package org.fedner.aggregation.masking;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;
import org.fedner.crypto.sharing.Limbs;

/**
 * d_i: opens the deposit of a member's masking keys of one round. Revealed only for members who dropped out, and then
 * their self secret never is.
 *
 * <p>The deposit holds mk_ij of that round with every other member, so whatever other members do later, a drop-out's
 * pairwise masks can be taken off the sum. The chain keys are not in it.
 */
public final class PairsSecret extends SharedSecret {

    private static final int MASKING_KEY_BYTES = 32;

    /** Each key of a deposit seals that deposit only. */
    private static final byte[] NONCE = new byte[SealingKey.NONCE_BYTES];

    private PairsSecret(Limbs limbs) {
        super("dc", limbs);
    }

    public static PairsSecret draw(SecureRandom random) {
        return new PairsSecret(Limbs.random(random));
    }

    /** What enough shares gave; {@code limbs} become this object's. */
    public static PairsSecret of(Limbs limbs) {
        return new PairsSecret(limbs);
    }

    /**
     * AES-256-GCM(Expand(SHA-256(d), "deposit" ‖ h_e ‖ round ‖ id), mk_1 ‖ mk_2 ‖ …). Called once: a second deposit would
     * use the key again.
     *
     * @param maskingKeys one of 32 bytes for each other member, in the order of their ids; remain the caller's
     */
    public byte[] seal(Digest transcript, long round, byte[] ownerId, List<SecretBytes> maskingKeys) {
        byte[] joined = new byte[maskingKeys.size() * MASKING_KEY_BYTES];
        for (int i = 0; i < maskingKeys.size(); i++) {
            System.arraycopy(maskingKeys.get(i).exposeSecret(), 0, joined, i * MASKING_KEY_BYTES, MASKING_KEY_BYTES);
        }
        try (SecretBytes plaintext = SecretBytes.owning(joined);
                SealingKey sealing = SealingKey.of(key(transcript, round, ownerId))) {
            return sealing.seal(NONCE, new byte[0], plaintext);
        }
    }

    /**
     * The masking keys in a deposit.
     *
     * @param others how many there must be
     * @throws AEADBadTagException if it is not what the owner sealed under this secret, or not of that length
     */
    public List<SecretBytes> open(Digest transcript, long round, byte[] ownerId, byte[] deposit, int others)
            throws AEADBadTagException {
        try (OpeningKey opening = OpeningKey.of(key(transcript, round, ownerId));
                SecretBytes joined = opening.open(NONCE, new byte[0], deposit)) {
            if (joined.lengthBytes() != others * MASKING_KEY_BYTES) {
                throw new AEADBadTagException("a deposit of %d bytes".formatted(joined.lengthBytes()));
            }
            List<SecretBytes> maskingKeys = new ArrayList<>(others);
            for (int i = 0; i < others; i++) {
                maskingKeys.add(joined.slice(i * MASKING_KEY_BYTES, (i + 1) * MASKING_KEY_BYTES));
            }
            return maskingKeys;
        }
    }

    private SecretBytes key(Digest transcript, long round, byte[] ownerId) {
        RoundContext.requireId(ownerId);
        try (SecretBytes seed = seed()) {
            return Hkdf.expand(
                    seed,
                    Labels.label("deposit", transcript.bytes(), Labels.uint64(round), ownerId),
                    SealingKey.KEY_BYTES);
        }
    }
}
