package org.fedner.aggregation.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A vector over Z_2^64. Its loops are those of {@link Ring32Vector}, and as fast for each byte. */
public final class Ring64Vector implements RingVector {

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] words;

    Ring64Vector(long[] words) {
        this.words = words;
    }

    static Ring64Vector read(ByteBuffer source, int size) {
        long[] words = new long[size];
        source.slice().order(ByteOrder.BIG_ENDIAN).asLongBuffer().get(words);
        source.position(source.position() + size * Long.BYTES);
        return new Ring64Vector(words);
    }

    /** The words themselves, not a copy. */
    public long[] words() {
        return words;
    }

    @Override
    public Ring ring() {
        return Ring.Z64;
    }

    @Override
    public int size() {
        return words.length;
    }

    @Override
    public long word(int index) {
        return words[index];
    }

    @Override
    public void set(int index, long word) {
        words[index] = word;
    }

    @Override
    public void add(RingVector other) {
        if (!(other instanceof Ring64Vector that) || that.words.length != words.length) {
            throw new IllegalArgumentException("%s cannot be added to %s".formatted(other, this));
        }
        long[] summand = that.words;
        for (int j = 0; j < words.length; j++) {
            words[j] += summand[j];
        }
    }

    @Override
    public void addKeystream(byte[] keystream, int from, int length) {
        add(words, from, length, keystream);
    }

    @Override
    public void subtractKeystream(byte[] keystream, int from, int length) {
        subtract(words, from, length, keystream);
    }

    @Override
    public void addKeystreams(byte[] one, byte[] other, int from, int length) {
        add(words, from, length, one, other);
    }

    @Override
    public void subtractKeystreams(byte[] one, byte[] other, int from, int length) {
        subtract(words, from, length, one, other);
    }

    private static void add(long[] words, int from, int length, byte[] one, byte[] other) {
        for (int k = 0; k < length; k++) {
            words[from + k] +=
                    (long) LITTLE_ENDIAN.get(one, k * Long.BYTES) + (long) LITTLE_ENDIAN.get(other, k * Long.BYTES);
        }
    }

    private static void subtract(long[] words, int from, int length, byte[] one, byte[] other) {
        for (int k = 0; k < length; k++) {
            words[from + k] -=
                    (long) LITTLE_ENDIAN.get(one, k * Long.BYTES) + (long) LITTLE_ENDIAN.get(other, k * Long.BYTES);
        }
    }

    private static void add(long[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] += (long) LITTLE_ENDIAN.get(keystream, k * Long.BYTES);
        }
    }

    private static void subtract(long[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] -= (long) LITTLE_ENDIAN.get(keystream, k * Long.BYTES);
        }
    }

    @Override
    public boolean isWithin(long largest) {
        for (long word : words) {
            if (word > largest || word < -largest) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean liftsUniquely() {
        return isWithin(Ring.Z64.largestSum());
    }

    @Override
    public void write(ByteBuffer target, int from, int length) {
        target.slice().order(ByteOrder.BIG_ENDIAN).asLongBuffer().put(words, from, length);
        target.position(target.position() + length * Long.BYTES);
    }

    @Override
    public Ring64Vector copy() {
        return new Ring64Vector(words.clone());
    }

    @Override
    public void clear() {
        Arrays.fill(words, 0);
    }

    @Override
    public boolean contentEquals(RingVector other) {
        return other instanceof Ring64Vector that && Arrays.equals(words, that.words);
    }

    @Override
    public String toString() {
        return "RingVector[" + words.length + " words of 64 bits]";
    }
}
