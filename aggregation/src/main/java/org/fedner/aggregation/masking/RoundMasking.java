package org.fedner.aggregation.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;

/**
 * One platform's secrets for one round context: masks one input, then judges the sum.
 *
 * <p>Never two vectors under one mask: {@link #mask} works once, in place, and erases the seeds.
 */
public final class RoundMasking implements AutoCloseable {

    private final byte[] ownId;
    private final List<byte[]> memberIds;
    private final TagKey tagKey;
    private final List<Mask> masks;
    private final AggregationMode mode;
    private Optional<MaskOpening> opening = Optional.empty();
    private boolean used;

    private RoundMasking(byte[] ownId, List<byte[]> memberIds, TagKey tagKey, List<Mask> masks, AggregationMode mode) {
        this.mode = mode;
        this.ownId = ownId;
        this.memberIds = memberIds;
        this.tagKey = tagKey;
        this.masks = masks;
    }

    /**
     * @param memberIds all members of the epoch, this platform included; must be those of the context
     * @param groupSecret κ; remains the caller's
     * @param chains this platform's chain with each neighbour; they remember that this context was derived for
     */
    public static RoundMasking derive(
            RoundContext context,
            byte[] ownId,
            List<byte[]> memberIds,
            SecretBytes groupSecret,
            List<ChainKey> chains) {
        return of(context, ownId, memberIds, groupSecret, pairwise(context, memberIds, chains));
    }

    /**
     * The same with this member's self mask besides: mode R.
     *
     * @param participantIds of the round, this platform included; must be those of the context
     * @param chains with each neighbour among the participants
     * @param selfSecret b; consumed, there is no second mask from it
     */
    public static RoundMasking derive(
            RoundContext context,
            byte[] ownId,
            List<byte[]> participantIds,
            SecretBytes groupSecret,
            List<ChainKey> chains,
            SelfSecret selfSecret) {
        try (selfSecret) {
            List<Mask> masks = pairwise(context, participantIds, chains);
            masks.add(selfSecret.added(context.digest()));
            return of(context, ownId, participantIds, groupSecret, masks);
        }
    }

    private static List<Mask> pairwise(RoundContext context, List<byte[]> memberIds, List<ChainKey> chains) {
        if (!RoundContext.digestOf(memberIds).equals(context.members())) {
            throw new IllegalArgumentException("the context is of other members");
        }
        if (chains.isEmpty()) {
            throw new IllegalArgumentException("without a neighbour the input would not be masked");
        }
        List<Mask> masks = new ArrayList<>(chains.size() + 1);
        for (ChainKey chain : chains) {
            masks.add(chain.derive(context));
        }
        return masks;
    }

    private static RoundMasking of(
            RoundContext context, byte[] ownId, List<byte[]> memberIds, SecretBytes groupSecret, List<Mask> masks) {
        return new RoundMasking(
                ownId.clone(),
                List.copyOf(memberIds),
                TagKey.derive(groupSecret, context),
                List.copyOf(masks),
                context.mode());
    }

    /**
     * Turns the input x_i into the upload y_i in place, and returns its tag t_i.
     *
     * @throws IllegalStateException the second time
     */
    public Tag mask(RingVector input) {
        return mask(JointVector.of(input));
    }

    /**
     * The same for an input in two parts; one tag covers both.
     *
     * @throws IllegalStateException the second time
     */
    public Tag mask(JointVector input) {
        if (used) {
            throw new IllegalStateException("these masks have been used");
        }
        used = true;
        boolean hasField = input.announced().size() > 0;
        if (mode == AggregationMode.DIAGNOSTIC) {
            opening = Optional.of(MaskOpening.of(mode, tagKey, memberIds, masks, hasField));
        }
        Tag tag = tagKey.tag(input, ownId, masks);
        PairwiseMasker.onAllCores().mask(input.ring(), masks);
        if (hasField) {
            new FieldMasker().mask(input.announced(), masks);
        }
        masks.forEach(Mask::close);
        return tag;
    }

    /**
     * Opens the masks of a dummy context, once, after they have served.
     *
     * @throws IllegalStateException in every other mode, before {@link #mask}, and the second time
     */
    public MaskOpening open() {
        MaskOpening opened = opening.orElseThrow(
                () -> new IllegalStateException("masks are opened once, after they served, in mode D only"));
        opening = Optional.empty();
        return opened;
    }

    /** Whether {@code sum} is the true sum over all members, by the sum of their tags. */
    public boolean accepts(RingVector sum, Tag total) {
        return accepts(JointVector.of(sum), total);
    }

    /** The same for a sum in two parts. */
    public boolean accepts(JointVector sum, Tag total) {
        return tagKey.accepts(sum, total, memberIds);
    }

    @Override
    public void close() {
        masks.forEach(Mask::close);
        tagKey.close();
        opening = Optional.empty(); // what was not opened while the round lasted never is
    }

    @Override
    public String toString() {
        return "RoundMasking[redacted]";
    }
}
