package org.fedner.aggregation.masking;

import java.util.List;
import java.util.stream.IntStream;
import org.fedner.aggregation.encoding.JointVector;

/**
 * What a member's upload of a dummy round must be: its public input plus the masks that were opened, by the same code that
 * masks in every round.
 *
 * @param vector its words
 * @param tag under the tag key that was opened with them
 */
public record OpenedUpload(JointVector vector, Tag tag) {

    /**
     * @param input the member's public input; taken over and masked in place
     * @param member its number in the order of the ids
     * @param masks one for each neighbour
     * @param added for each of them, whether the member adds it: its id is the lower one
     */
    public static OpenedUpload of(
            JointVector input, int member, OpenedTagKey tagKey, List<OpenedMask> masks, List<Boolean> added) {
        List<Mask> all = IntStream.range(0, masks.size())
                .mapToObj(k -> masks.get(k).asMask(added.get(k)))
                .toList();
        Tag tag = tagKey.tag(input, member, all);
        PairwiseMasker.onAllCores().mask(input.ring(), all);
        if (input.announced().size() > 0) {
            new FieldMasker().mask(input.announced(), all);
        }
        return new OpenedUpload(input, tag);
    }
}
