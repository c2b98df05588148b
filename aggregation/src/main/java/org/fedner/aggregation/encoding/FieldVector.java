package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fedner.crypto.field.Mersenne61;

/**
 * A vector over the field of p = 2^61 - 1: the part of a platform's vector that says which rows of a table it will touch.
 * Mutable and owned by one thread, as {@link RingVector}, and prints its size only.
 */
public final class FieldVector {

    public static final int WORD_BYTES = Mersenne61.ELEMENT_BYTES;

    private final long[] words;

    private FieldVector(long[] words) {
        this.words = words;
    }

    /** The zero vector. */
    public static FieldVector zero(int size) {
        return new FieldVector(new long[size]);
    }

    /** The vector of no words, of a round without such a part. */
    public static FieldVector none() {
        return zero(0);
    }

    /** Takes the array itself, whose numbers must be elements. */
    public static FieldVector owning(long[] words) {
        requireElements(words);
        return new FieldVector(words);
    }

    /**
     * Reads {@code size} big-endian words, advancing the buffer.
     *
     * @throws IllegalArgumentException if one is not below p
     */
    public static FieldVector read(ByteBuffer source, int size) {
        long[] words = new long[size];
        source.slice().order(ByteOrder.BIG_ENDIAN).asLongBuffer().get(words);
        requireElements(words);
        source.position(source.position() + size * WORD_BYTES);
        return new FieldVector(words);
    }

    private static void requireElements(long[] words) {
        boolean all = true;
        for (long word : words) {
            all &= Mersenne61.isElement(word);
        }
        if (!all) {
            throw new IllegalArgumentException("a word of the field is not below 2^61 - 1");
        }
    }

    /** Writes {@code size()} big-endian words, advancing the buffer. */
    public void write(ByteBuffer target) {
        target.slice().order(ByteOrder.BIG_ENDIAN).asLongBuffer().put(words);
        target.position(target.position() + words.length * WORD_BYTES);
    }

    public int size() {
        return words.length;
    }

    /** The words themselves, not a copy: elements, and to be replaced by elements only. */
    public long[] words() {
        return words;
    }

    /** Adds {@code other} to this vector, word by word modulo p. */
    public void add(FieldVector other) {
        if (other.words.length != words.length) {
            throw new IllegalArgumentException(
                    "a vector of %d words cannot be added to one of %d".formatted(other.words.length, words.length));
        }
        long[] summand = other.words;
        for (int j = 0; j < words.length; j++) {
            words[j] = Mersenne61.add(words[j], summand[j]);
        }
    }

    public void clear() {
        Arrays.fill(words, 0);
    }

    public boolean contentEquals(FieldVector other) {
        return Arrays.equals(words, other.words);
    }

    @Override
    public String toString() {
        return "FieldVector[" + words.length + " words]";
    }
}
