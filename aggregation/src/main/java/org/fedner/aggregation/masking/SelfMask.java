package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.field.Mersenne61;

/**
 * A member's self mask of one context, and the pads of its tag: Expand(SHA-256(b), "self" ‖ C) and Expand(SHA-256(b),
 * "fself" ‖ C). It hides a late upload of a member that was dropped, whose pairwise masks the server knows by then.
 */
final class SelfMask implements Mask {

    private final boolean isAdded;
    private final SecretBytes seed;
    private final SecretBytes fieldSeed;
    private final SecretBytes tagPads;

    private SelfMask(boolean isAdded, SecretBytes seed, SecretBytes fieldSeed, SecretBytes tagPads) {
        this.isAdded = isAdded;
        this.seed = seed;
        this.fieldSeed = fieldSeed;
        this.tagPads = tagPads;
    }

    /** @param secretSeed SHA-256(b); remains the caller's */
    static SelfMask derive(boolean isAdded, SecretBytes secretSeed, Digest context) {
        return new SelfMask(
                isAdded,
                Hkdf.expand(secretSeed, Labels.label("self", context.bytes()), Keystream.KEY_BYTES),
                Hkdf.expand(secretSeed, Labels.label("rself", context.bytes()), Keystream.KEY_BYTES),
                Hkdf.expand(secretSeed, Labels.label("fself", context.bytes()), PairwiseSecrets.TAG_PAD_BYTES));
    }

    @Override
    public boolean isAdded() {
        return isAdded;
    }

    @Override
    public Keystream consumeMask() {
        return Keystream.consuming(seed);
    }

    @Override
    public Keystream consumeFieldMask() {
        return Keystream.consuming(fieldSeed);
    }

    @Override
    public long signedTagPad(int point) {
        long pad = Mersenne61.derive(tagPads.exposeSecret(), point * Mersenne61.DERIVED_BYTES);
        return isAdded ? pad : Mersenne61.negate(pad);
    }

    @Override
    public void close() {
        seed.close();
        fieldSeed.close();
        tagPads.close();
    }

    @Override
    public String toString() {
        return "SelfMask[redacted]";
    }
}
