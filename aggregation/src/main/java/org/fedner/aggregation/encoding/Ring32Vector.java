package org.fedner.aggregation.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A vector over Z_2^32.
 *
 * <p>Two details decide the speed of the keystream loops on HotSpot: the VarHandle is {@code static final}, or nothing
 * vectorises; and adding and subtracting are methods of their own, because a branch inside one loop compiles well or badly
 * depending on which sign came first.
 */
public final class Ring32Vector implements RingVector {

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] words;

    Ring32Vector(int[] words) {
        this.words = words;
    }

    static Ring32Vector read(ByteBuffer source, int size) {
        int[] words = new int[size];
        source.slice().order(ByteOrder.BIG_ENDIAN).asIntBuffer().get(words);
        source.position(source.position() + size * Integer.BYTES);
        return new Ring32Vector(words);
    }

    /** The words themselves, not a copy. */
    public int[] words() {
        return words;
    }

    @Override
    public Ring ring() {
        return Ring.Z32;
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
        words[index] = Math.toIntExact(word);
    }

    @Override
    public void add(RingVector other) {
        if (!(other instanceof Ring32Vector that) || that.words.length != words.length) {
            throw new IllegalArgumentException("%s cannot be added to %s".formatted(other, this));
        }
        int[] summand = that.words;
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

    private static void add(int[] words, int from, int length, byte[] one, byte[] other) {
        for (int k = 0; k < length; k++) {
            words[from + k] +=
                    (int) LITTLE_ENDIAN.get(one, k * Integer.BYTES) + (int) LITTLE_ENDIAN.get(other, k * Integer.BYTES);
        }
    }

    private static void subtract(int[] words, int from, int length, byte[] one, byte[] other) {
        for (int k = 0; k < length; k++) {
            words[from + k] -=
                    (int) LITTLE_ENDIAN.get(one, k * Integer.BYTES) + (int) LITTLE_ENDIAN.get(other, k * Integer.BYTES);
        }
    }

    private static void add(int[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] += (int) LITTLE_ENDIAN.get(keystream, k * Integer.BYTES);
        }
    }

    private static void subtract(int[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] -= (int) LITTLE_ENDIAN.get(keystream, k * Integer.BYTES);
        }
    }

    @Override
    public boolean isWithin(long largest) {
        for (int word : words) {
            if (word > largest || word < -largest) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean liftsUniquely() {
        return true;
    }

    @Override
    public void write(ByteBuffer target, int from, int length) {
        target.slice().order(ByteOrder.BIG_ENDIAN).asIntBuffer().put(words, from, length);
        target.position(target.position() + length * Integer.BYTES);
    }

    @Override
    public Ring32Vector copy() {
        return new Ring32Vector(words.clone());
    }

    @Override
    public void clear() {
        Arrays.fill(words, 0);
    }

    @Override
    public boolean contentEquals(RingVector other) {
        return other instanceof Ring32Vector that && Arrays.equals(words, that.words);
    }

    @Override
    public String toString() {
        return "RingVector[" + words.length + " words of 32 bits]";
    }
}
