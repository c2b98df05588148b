package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A vector over Z_2^32, in two's complement. Mutable and owned by one thread, because a round adds millions of words.
 *
 * <p>Prints its size only: the words of a platform's input are about its patients until they are masked.
 */
public final class RingVector {

    public static final int WORD_BYTES = Integer.BYTES;

    private final int[] words;

    private RingVector(int[] words) {
        this.words = words;
    }

    /** The zero vector. */
    public static RingVector zero(int size) {
        return new RingVector(new int[size]);
    }

    /** Takes the array itself. */
    public static RingVector owning(int[] words) {
        return new RingVector(words);
    }

    /** Reads {@code size} big-endian words, advancing the buffer. */
    public static RingVector read(ByteBuffer source, int size) {
        int[] words = new int[size];
        source.slice().order(ByteOrder.BIG_ENDIAN).asIntBuffer().get(words);
        source.position(source.position() + size * WORD_BYTES);
        return new RingVector(words);
    }

    /** Writes {@code size()} big-endian words, advancing the buffer. */
    public void write(ByteBuffer target) {
        target.slice().order(ByteOrder.BIG_ENDIAN).asIntBuffer().put(words);
        target.position(target.position() + words.length * WORD_BYTES);
    }

    public int size() {
        return words.length;
    }

    /** The words themselves, not a copy. */
    public int[] words() {
        return words;
    }

    /** Adds {@code other} to this vector, word by word modulo 2^32. */
    public void add(RingVector other) {
        if (other.words.length != words.length) {
            throw new IllegalArgumentException(
                    "a vector of %d words cannot be added to one of %d".formatted(other.words.length, words.length));
        }
        int[] summand = other.words;
        for (int j = 0; j < words.length; j++) {
            words[j] += summand[j];
        }
    }

    public RingVector copy() {
        return new RingVector(words.clone());
    }

    public void clear() {
        Arrays.fill(words, 0);
    }

    public boolean contentEquals(RingVector other) {
        return Arrays.equals(words, other.words);
    }

    @Override
    public String toString() {
        return "RingVector[" + words.length + " words]";
    }
}
