package org.fedner.aggregation.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.field.Mersenne61;

/**
 * Takes off a sum of masked vectors the masks that do not cancel in it: every survivor's self mask, and the pairwise masks
 * between survivors and those who dropped out.
 *
 * <p>Owned by one thread; {@link #apply} works once and erases what it was given.
 */
public final class Unmasking implements AutoCloseable {

    private final Digest context;
    private final List<Mask> masks = new ArrayList<>();

    /** @param context C of the uploads */
    public Unmasking(Digest context) {
        this.context = context;
    }

    /** The survivor's self mask goes; {@code secret} remains the caller's. */
    public void takeOffSelf(SelfSecret secret) {
        masks.add(secret.subtracted(context));
    }

    /**
     * The survivor's mask with a member that dropped out goes: what the latter would have added cancels it.
     *
     * @param maskingKey mk of the pair and round; remains the caller's
     */
    public void takeOffPair(byte[] droppedId, byte[] survivorId, SecretBytes maskingKey) {
        RoundContext.requireId(droppedId);
        RoundContext.requireId(survivorId);
        boolean droppedIsLower = Arrays.compareUnsigned(droppedId, survivorId) < 0;
        masks.add(PairwiseSecrets.derive(droppedIsLower, maskingKey, context));
    }

    /** Unmasks {@code sum} in place and returns the sum of the tags without their masks. */
    public Tag apply(JointVector sum, Tag tag) {
        long first = tag.first();
        long second = tag.second();
        for (Mask mask : masks) {
            first = Mersenne61.add(first, mask.signedTagPad(0));
            second = Mersenne61.add(second, mask.signedTagPad(1));
        }
        new PairwiseMasker().mask(sum.ring(), masks);
        if (sum.announced().size() > 0) {
            new FieldMasker().mask(sum.announced(), masks);
        }
        close();
        return new Tag(first, second);
    }

    @Override
    public void close() {
        masks.forEach(Mask::close);
        masks.clear();
    }

    @Override
    public String toString() {
        return "Unmasking[" + masks.size() + " masks, redacted]";
    }
}
