package org.fedner.aggregation.masking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.FieldVector;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.field.Mersenne61;

/**
 * Adds pairwise masks to a vector over the field: for each neighbour one little-endian word of 64 bits of its own stream,
 * mod p, for each element. The distance of such a word from uniform is below 2^-60.
 *
 * <p>Owned by one thread; keeps one tile of scratch memory.
 */
final class FieldMasker {

    private static final int TILE_WORDS = Keystream.CHUNK_BYTES / FieldVector.WORD_BYTES;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] keystream = new byte[Keystream.CHUNK_BYTES];

    /** Adds to {@code vector} the field masks of all {@code masks}, consuming their seeds. */
    void mask(FieldVector vector, List<? extends Mask> masks) {
        long[] words = vector.words();
        for (Mask secret : masks) {
            try (Keystream mask = secret.consumeFieldMask()) {
                for (int from = 0; from < words.length; from += TILE_WORDS) {
                    int length = Math.min(TILE_WORDS, words.length - from);
                    mask.next(keystream, 0, length * FieldVector.WORD_BYTES);
                    if (secret.isAdded()) {
                        add(words, from, length, keystream);
                    } else {
                        subtract(words, from, length, keystream);
                    }
                }
            }
        }
        Arrays.fill(keystream, (byte) 0); // the last tile of a mask
    }

    private static void add(long[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            long mask = Mersenne61.reduce((long) WORDS.get(keystream, k * Long.BYTES));
            words[from + k] = Mersenne61.add(words[from + k], mask);
        }
    }

    private static void subtract(long[] words, int from, int length, byte[] keystream) {
        for (int k = 0; k < length; k++) {
            long mask = Mersenne61.reduce((long) WORDS.get(keystream, k * Long.BYTES));
            words[from + k] = Mersenne61.subtract(words[from + k], mask);
        }
    }
}
