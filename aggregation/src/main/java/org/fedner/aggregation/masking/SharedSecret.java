package org.fedner.aggregation.masking;

import java.security.SecureRandom;
import java.util.List;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.Shamir;
import org.fedner.crypto.sharing.Share;

/** Five limbs that a member drew for one round, to be shared among all members and committed to. Erased on close. */
abstract sealed class SharedSecret implements AutoCloseable permits SelfSecret, PairsSecret {

    private final String commitmentLabel;
    private final Limbs limbs;

    /** @param limbs become this object's */
    SharedSecret(String commitmentLabel, Limbs limbs) {
        this.commitmentLabel = commitmentLabel;
        this.limbs = limbs;
    }

    /** Shares for all {@code members}, in the order of their ids, of which any {@code threshold} give the secret. */
    public final List<Share> split(int threshold, int members, SecureRandom random) {
        return Shamir.split(limbs, threshold, members, random);
    }

    /** SHA-256(lab(name, h_e, round, id, limbs)). */
    public final Digest commitment(Digest transcript, long round, byte[] ownerId) {
        RoundContext.requireId(ownerId);
        try (SecretBytes encoded = limbs.encode()) {
            return new Digest(new Sha256()
                    .update(Labels.label(commitmentLabel, transcript.bytes(), Labels.uint64(round), ownerId))
                    .update(encoded.exposeSecret())
                    .finish());
        }
    }

    /** SHA-256 of the limbs: 32 bytes to derive from. */
    final SecretBytes seed() {
        return limbs.seed();
    }

    @Override
    public final void close() {
        limbs.close();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[redacted]";
    }
}
