package org.fedner.aggregation.masking;

import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.crypto.field.Mersenne61;

/**
 * The tag key of one dummy context, as a member opens it. Every member derives the same from the group secret, so what they
 * open can be compared; the group secret itself is never opened.
 *
 * @param points α_1 and α_2
 * @param pads β_i,1 and β_i,2 of each member, in the order of their ids
 */
public record OpenedTagKey(Tag points, List<Tag> pads) {

    public OpenedTagKey {
        pads = List.copyOf(pads);
    }

    /** Σ_k lift(x[k]) α^(k+1) + β_i + Σ ± f_ij: the tag of that input under those masks, by the member with that number. */
    public Tag tag(JointVector input, int member, List<? extends Mask> masks) {
        Tag tag = polynomial(input).plus(pads.get(member));
        for (Mask mask : masks) {
            tag = tag.plus(new Tag(mask.signedTagPad(0), mask.signedTagPad(1)));
        }
        return tag;
    }

    /** Whether a member with this key accepts {@code sum}: what {@link TagKey#accepts} says. */
    public boolean accepts(JointVector sum, Tag total) {
        return sum.ring().liftsUniquely()
                && pads.stream().reduce(polynomial(sum), Tag::plus).equals(total);
    }

    private Tag polynomial(JointVector vector) {
        long[] values = new TagPolynomial(Tag.POINTS).evaluate(vector, new long[] {points.first(), points.second()});
        return new Tag(values[0], values[1]);
    }

    /** Bytes of a key of that many members on the wire. */
    public static int encodedBytes(int members) {
        return Math.multiplyExact(members + 1, 2 * Mersenne61.ELEMENT_BYTES);
    }
}
