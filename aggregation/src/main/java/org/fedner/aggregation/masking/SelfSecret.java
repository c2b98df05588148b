package org.fedner.aggregation.masking;

import java.security.SecureRandom;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sharing.Limbs;

/**
 * b_i: what a member's self mask of one round comes from. Revealed for survivors only, and then their pairwise masks never
 * are.
 */
public final class SelfSecret extends SharedSecret {

    private SelfSecret(Limbs limbs) {
        super("bc", limbs);
    }

    public static SelfSecret draw(SecureRandom random) {
        return new SelfSecret(Limbs.random(random));
    }

    /** What enough shares gave; {@code limbs} become this object's. */
    public static SelfSecret of(Limbs limbs) {
        return new SelfSecret(limbs);
    }

    /** The mask a member adds to its own input. */
    SelfMask added(Digest context) {
        try (SecretBytes seed = seed()) {
            return SelfMask.derive(true, seed, context);
        }
    }

    /** The same mask, to be taken off a sum. */
    SelfMask subtracted(Digest context) {
        try (SecretBytes seed = seed()) {
            return SelfMask.derive(false, seed, context);
        }
    }
}
