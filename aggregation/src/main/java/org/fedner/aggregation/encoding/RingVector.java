package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;

/**
 * A vector over a {@link Ring}, in two's complement. Mutable and owned by one thread, because a round adds millions of
 * words.
 *
 * <p>Each ring has a class of its own, with loops over an array of its own kind: a call through this interface costs once
 * for each tile, never for each word. Vectors of two rings never meet; an operation on both is refused.
 *
 * <p>Prints its size only: the words of a platform's input are about its patients until they are masked.
 */
public sealed interface RingVector permits Ring32Vector, Ring64Vector {

    /** A vector over Z_2^32: takes the array itself. */
    static Ring32Vector owning(int[] words) {
        return new Ring32Vector(words);
    }

    /** A vector over Z_2^64: takes the array itself. This is how exact integers enter a sum. */
    static Ring64Vector owning(long[] words) {
        return new Ring64Vector(words);
    }

    Ring ring();

    int size();

    /** One word as a signed number. */
    long word(int index);

    /**
     * Overwrites one word.
     *
     * @throws ArithmeticException if the ring has no such signed number
     */
    void set(int index, long word);

    /** Adds {@code other} to this vector, word by word modulo the ring. */
    void add(RingVector other);

    /** Adds little-endian words of a keystream, from its start, to the words {@code [from, from + length)}. */
    void addKeystream(byte[] keystream, int from, int length);

    /** Adds two keystreams in one pass over the words: a third less traffic than one after the other. */
    void addKeystreams(byte[] one, byte[] other, int from, int length);

    /** Subtracts two keystreams in one pass over the words. */
    void subtractKeystreams(byte[] one, byte[] other, int from, int length);

    /** Subtracts little-endian words of a keystream, from its start, from the words {@code [from, from + length)}. */
    void subtractKeystream(byte[] keystream, int from, int length);

    /** Whether no word's magnitude exceeds {@code largest}. */
    boolean isWithin(long largest);

    /** Whether this is the only vector of its ring that lifts to the same elements modulo 2^61 - 1. */
    boolean liftsUniquely();

    /** Writes {@code size()} big-endian words, advancing the buffer. */
    default void write(ByteBuffer target) {
        write(target, 0, size());
    }

    /** Writes the words {@code [from, from + length)}, big-endian, advancing the buffer. */
    void write(ByteBuffer target, int from, int length);

    RingVector copy();

    void clear();

    boolean contentEquals(RingVector other);
}
