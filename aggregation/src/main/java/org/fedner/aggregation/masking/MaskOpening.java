package org.fedner.aggregation.masking;

import java.util.List;

/**
 * All that a member opens of one dummy context: its tag key, and its masks in the order in which it was given the chains.
 *
 * <p>Why that is safe. In mode D the input is public, so the mask hides nothing. What is opened is expanded from keys of an
 * epoch that has no other mode, under a context whose bytes name mode D; it leads back to no chain key, masking key or group
 * secret, and so to no other context. Every other mode is refused here.
 */
public record MaskOpening(OpenedTagKey tagKey, List<OpenedMask> masks) {

    public MaskOpening {
        masks = List.copyOf(masks);
    }

    /** @throws IllegalArgumentException in every mode but D */
    static MaskOpening of(
            AggregationMode mode, TagKey tagKey, List<byte[]> memberIds, List<Mask> masks, boolean withField) {
        if (mode != AggregationMode.DIAGNOSTIC) {
            throw new IllegalArgumentException("no mask of mode " + mode + " is ever opened");
        }
        return new MaskOpening(
                tagKey.opened(memberIds),
                masks.stream().map(mask -> mask.opened(withField)).toList());
    }
}
