package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;

/**
 * A round's vector in its two parts: words over the ring, and behind them words over the field of 2^61 - 1.
 *
 * <p>It travels as one {@link RingVector}: an element of the field takes the place of eight bytes of words, big-endian: one
 * word of Z_2^64, or two of Z_2^32, the upper half first. Without a field's part both forms are the same object.
 *
 * @param ring counts and gradient
 * @param announced which rows of a table the next round's gradient will touch; empty in a job without such a table
 */
public record JointVector(RingVector ring, FieldVector announced) {

    /** The zero vector of so many words. */
    public static JointVector zero(Ring ring, int ringWords, int fieldWords) {
        return new JointVector(ring.zero(ringWords), FieldVector.zero(fieldWords));
    }

    /** A vector without a field's part. */
    public static JointVector of(RingVector ring) {
        return new JointVector(ring, FieldVector.none());
    }

    /** Words in which a vector with so many words of either kind travels. */
    public static int travellingWords(Ring ring, int ringWords, int fieldWords) {
        return Math.addExact(ringWords, Math.multiplyExact(wordsPerElement(ring), fieldWords));
    }

    private static int wordsPerElement(Ring ring) {
        return FieldVector.WORD_BYTES / ring.wordBytes();
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
        Ring ring = travelled.ring();
        int ringWords = travelled.size() - wordsPerElement(ring) * fieldWords;
        if (ringWords < 0) {
            throw new IllegalArgumentException(
                    "%d words hold no %d elements of the field".formatted(travelled.size(), fieldWords));
        }
        ByteBuffer bytes = ByteBuffer.allocate(travelled.size() * ring.wordBytes());
        travelled.write(bytes);
        bytes.flip();
        return new JointVector(ring.read(bytes, ringWords), FieldVector.read(bytes, fieldWords));
    }

    /** As one vector, to travel. */
    public RingVector joined() {
        if (announced.size() == 0) {
            return ring;
        }
        Ring kind = ring.ring();
        int words = travellingWords(kind, ring.size(), announced.size());
        ByteBuffer bytes = ByteBuffer.allocate(words * kind.wordBytes());
        ring.write(bytes);
        announced.write(bytes);
        return kind.read(bytes.flip(), words);
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
