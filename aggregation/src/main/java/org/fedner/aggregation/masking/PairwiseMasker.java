package org.fedner.aggregation.masking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Keystream;

/**
 * Adds pairwise masks to a vector, tile by tile.
 *
 * <p>A tile of 2048 words stays in the first-level cache while the masks of all neighbours go over it. Two details decide
 * the speed on HotSpot: the VarHandle is {@code static final}, or nothing vectorises; and adding and subtracting are
 * methods of their own, because a branch inside one loop compiles well or badly depending on which sign came first.
 *
 * <p>Owned by one thread; keeps one tile of scratch memory.
 */
public final class PairwiseMasker {

    static final int TILE_WORDS = Keystream.CHUNK_BYTES / Integer.BYTES;

    /** Keystream words are little-endian. */
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] keystream = new byte[Keystream.CHUNK_BYTES];

    /** Adds to {@code vector} the masks of all {@code neighbours}, consuming their seeds. */
    public void mask(RingVector vector, List<PairwiseSecrets> neighbours) {
        List<Keystream> added = new ArrayList<>();
        List<Keystream> subtracted = new ArrayList<>();
        for (PairwiseSecrets neighbour : neighbours) {
            (neighbour.isAdded() ? added : subtracted).add(neighbour.consumeMask());
        }
        int[] words = vector.words();
        for (int from = 0; from < words.length; from += TILE_WORDS) {
            maskTile(words, from, Math.min(TILE_WORDS, words.length - from), added, subtracted);
        }
        added.forEach(Keystream::close);
        subtracted.forEach(Keystream::close);
        Arrays.fill(keystream, (byte) 0); // the last tile of a mask
    }

    /** All neighbours over one tile. A method of its own, so that it is compiled whole and not from within a long loop. */
    private void maskTile(int[] words, int from, int length, List<Keystream> added, List<Keystream> subtracted) {
        for (Keystream mask : added) {
            mask.next(keystream, 0, length * Integer.BYTES);
            add(words, from, length, keystream);
        }
        for (Keystream mask : subtracted) {
            mask.next(keystream, 0, length * Integer.BYTES);
            subtract(words, from, length, keystream);
        }
    }

    private static void add(int[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] += (int) WORDS.get(keystream, k * Integer.BYTES);
        }
    }

    private static void subtract(int[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            words[from + k] -= (int) WORDS.get(keystream, k * Integer.BYTES);
        }
    }
}
