package org.fedner.aggregation.masking;

import java.util.Optional;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.field.Mersenne61;

/** A mask of one context, over ring and field, and the pads of the tag that go with it. Its streams can be made once. */
public abstract sealed class Mask implements AutoCloseable permits PairwiseSecrets, SelfMask, OpenedSecrets {

    static final int SEED_BYTES = Keystream.KEY_BYTES;
    static final int TAG_PAD_BYTES = Tag.POINTS * Mersenne61.DERIVED_BYTES;

    private final boolean isAdded;
    private final SecretBytes seed;
    private final SecretBytes fieldSeed;
    private final SecretBytes tagPads;

    /**
     * Expands one secret into the seeds of both streams and the pads: label, "r" ‖ label and "f" ‖ label, each with C.
     *
     * @param secret remains the caller's
     */
    Mask(boolean isAdded, SecretBytes secret, String label, Digest context) {
        this.isAdded = isAdded;
        this.seed = Hkdf.expand(secret, Labels.label(label, context.bytes()), SEED_BYTES);
        this.fieldSeed = Hkdf.expand(secret, Labels.label("r" + label, context.bytes()), SEED_BYTES);
        this.tagPads = Hkdf.expand(secret, Labels.label("f" + label, context.bytes()), TAG_PAD_BYTES);
    }

    /** What another member opened; all three become this object's. */
    Mask(boolean isAdded, SecretBytes seed, SecretBytes fieldSeed, SecretBytes tagPads) {
        this.isAdded = isAdded;
        this.seed = seed;
        this.fieldSeed = fieldSeed;
        this.tagPads = tagPads;
    }

    /**
     * What is revealed of a dummy context. {@link MaskOpening} alone calls it, which refuses every other mode.
     *
     * @param withField whether the context's vectors have a part over the field
     */
    final OpenedMask opened(boolean withField) {
        return new OpenedMask(
                new Digest(seed.exposeSecret().clone()),
                withField ? Optional.of(new Digest(fieldSeed.exposeSecret().clone())) : Optional.empty(),
                new Tag(pad(0), pad(1)));
    }

    /** Whether the stream is added; else it is subtracted. */
    public final boolean isAdded() {
        return isAdded;
    }

    /** The mask as a stream. The seed is erased by this: there is no second one. */
    public final Keystream consumeMask() {
        return Keystream.consuming(seed);
    }

    /** The mask of the field's part, as a stream; the seed is erased by this. */
    public final Keystream consumeFieldMask() {
        return Keystream.consuming(fieldSeed);
    }

    /** The pad for one of the tag's points, with its sign. */
    public final long signedTagPad(int point) {
        return isAdded ? pad(point) : Mersenne61.negate(pad(point));
    }

    private long pad(int point) {
        return Mersenne61.derive(tagPads.exposeSecret(), point * Mersenne61.DERIVED_BYTES);
    }

    @Override
    public final void close() {
        seed.close();
        fieldSeed.close();
        tagPads.close();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[redacted]";
    }
}
