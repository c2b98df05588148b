package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.field.Mersenne61;

/**
 * What two members share for one context: the seeds s_ij and r_ij of their masks over ring and field, and the pads f_ij of
 * their tags. Consumed once.
 */
public final class PairwiseSecrets implements Mask {

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

    /**
     * Both from the pair's masking key of the round: s_ij, r_ij and f_ij.
     *
     * @param ownIsLower whether this side's identifier is the lower one
     * @param maskingKey mk; remains the caller's
     */
    static PairwiseSecrets derive(boolean ownIsLower, SecretBytes maskingKey, Digest context) {
        byte[] digest = context.bytes();
        return new PairwiseSecrets(
                ownIsLower,
                Hkdf.expand(maskingKey, Labels.label("mask", digest), SEED_BYTES),
                Hkdf.expand(maskingKey, Labels.label("rmask", digest), SEED_BYTES),
                Hkdf.expand(maskingKey, Labels.label("fmask", digest), TAG_PAD_BYTES));
    }

    /** σ_ij: the member with the lower identifier adds the mask, the other subtracts it. */
    @Override
    public boolean isAdded() {
        return ownIsLower;
    }

    @Override
    public Keystream consumeMask() {
        return Keystream.consuming(seed);
    }

    /** The mask of the field's part, as a stream; the seed is erased by this. */
    @Override
    public Keystream consumeFieldMask() {
        return Keystream.consuming(fieldSeed);
    }

    /** σ_ij f_ij for one of the tag's points. */
    @Override
    public long signedTagPad(int point) {
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
