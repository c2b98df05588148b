package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A round's vector in its two parts: words over Z_2^32, and behind them words over the field of 2^61 - 1.
 *
 * <p>It travels as one {@link RingVector}: an element of the field takes two of its words, the upper half first, which are
 * the eight big-endian bytes of the element. Without a field's part both forms are the same object.
 *
 * @param ring counts and gradient
 * @param announced which rows of a table the next round's gradient will touch; empty in a job without such a table
 */
public record JointVector(RingVector ring, FieldVector announced) {

    private static final int WORDS_PER_ELEMENT = FieldVector.WORD_BYTES / RingVector.WORD_BYTES;

    /** The zero vector of so many words. */
    public static JointVector zero(int ringWords, int fieldWords) {
        return new JointVector(RingVector.zero(ringWords), FieldVector.zero(fieldWords));
    }

    /** A vector without a field's part. */
    public static JointVector of(RingVector ring) {
        return new JointVector(ring, FieldVector.none());
    }

    /** Words in which a vector with so many words of either kind travels. */
    public static int travellingWords(int ringWords, int fieldWords) {
        return Math.addExact(ringWords, Math.multiplyExact(WORDS_PER_ELEMENT, fieldWords));
    }

    /**
     * Takes a vector apart that travelled.
     *
     * @throws IllegalArgumentException if it is too short, or one of its last {@code fieldWords} elements is none
     */
    public static JointVector split(RingVector travelled, int fieldWords) {
        if (fieldWords == 0) {
            return of(travelled);
        }
        int ringWords = travelled.size() - WORDS_PER_ELEMENT * fieldWords;
        if (ringWords < 0) {
            throw new IllegalArgumentException(
                    "%d words hold no %d elements of the field".formatted(travelled.size(), fieldWords));
        }
        int[] words = travelled.words();
        ByteBuffer elements = ByteBuffer.allocate(FieldVector.WORD_BYTES * fieldWords);
        elements.asIntBuffer().put(words, ringWords, words.length - ringWords);
        return new JointVector(
                RingVector.owning(Arrays.copyOf(words, ringWords)), FieldVector.read(elements, fieldWords));
    }

    /** As one vector, to travel. */
    public RingVector joined() {
        if (announced.size() == 0) {
            return ring;
        }
        int[] words = Arrays.copyOf(ring.words(), travellingWords(ring.size(), announced.size()));
        ByteBuffer elements = ByteBuffer.allocate(FieldVector.WORD_BYTES * announced.size());
        announced.write(elements);
        elements.flip().asIntBuffer().get(words, ring.size(), words.length - ring.size());
        return RingVector.owning(words);
    }

    /** Adds {@code other} to this vector, each part in its own arithmetic. */
    public void add(JointVector other) {
        ring.add(other.ring);
        announced.add(other.announced);
    }

    /** Overwrites both parts with zeros. */
    public void clear() {
        ring.clear();
        announced.clear();
    }
}
