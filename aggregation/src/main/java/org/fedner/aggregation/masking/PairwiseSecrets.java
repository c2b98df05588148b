package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.field.Mersenne61;

/**
 * What two members share for one context: the seeds s_ij and r_ij of their masks over ring and field, and the pads f_ij of
 * their tags. Consumed once.
 */
public final class PairwiseSecrets implements AutoCloseable {

    static final int SEED_BYTES = Keystream.KEY_BYTES;
    static final int TAG_PAD_BYTES = Tag.POINTS * Mersenne61.DERIVED_BYTES;

    private final boolean ownIsLower;
    private final SecretBytes seed;
    private final SecretBytes fieldSeed;
    private final SecretBytes tagPads;

    PairwiseSecrets(boolean ownIsLower, SecretBytes seed, SecretBytes fieldSeed, SecretBytes tagPads) {
        this.ownIsLower = ownIsLower;
        this.seed = seed;
        this.fieldSeed = fieldSeed;
        this.tagPads = tagPads;
    }

    /** σ_ij: the member with the lower identifier adds the mask, the other subtracts it. */
    boolean isAdded() {
        return ownIsLower;
    }

    /** The mask as a stream. The seed is erased by this: there is no second one. */
    Keystream consumeMask() {
        return Keystream.consuming(seed);
    }

    /** The mask of the field's part, as a stream; the seed is erased by this. */
    Keystream consumeFieldMask() {
        return Keystream.consuming(fieldSeed);
    }

    /** σ_ij f_ij for one of the tag's points. */
    long signedTagPad(int point) {
        long pad = Mersenne61.derive(tagPads.exposeSecret(), point * Mersenne61.DERIVED_BYTES);
        return ownIsLower ? pad : Mersenne61.negate(pad);
    }

    @Override
    public void close() {
        seed.close();
        fieldSeed.close();
        tagPads.close();
    }

    @Override
    public String toString() {
        return "PairwiseSecrets[redacted]";
    }
}
