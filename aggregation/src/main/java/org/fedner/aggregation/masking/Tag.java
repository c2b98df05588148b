package org.fedner.aggregation.masking;

import org.fedner.crypto.field.Mersenne61;

/**
 * The tag of a masked vector: two elements of the field, each under a one-time pad. Tags add up as their vectors do.
 *
 * @param first at the point α_1, in [0, 2^61 - 1)
 * @param second at the point α_2
 */
public record Tag(long first, long second) {

    /** Evaluation points; with two a forged sum of 15 million words passes with probability below 2^-74. */
    public static final int POINTS = 2;

    public static final int ENCODED_BYTES = POINTS * Mersenne61.ELEMENT_BYTES;

    /** The tag of an empty sum. */
    public static final Tag ZERO = new Tag(0, 0);

    public Tag {
        if (!Mersenne61.isElement(first) || !Mersenne61.isElement(second)) {
            throw new IllegalArgumentException("not two elements of the field of 2^61 - 1");
        }
    }

    public Tag plus(Tag other) {
        return new Tag(Mersenne61.add(first, other.first), Mersenne61.add(second, other.second));
    }
}
