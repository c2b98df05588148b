package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.fedner.crypto.expansion.Keystream;

/** Floats to words of a ring, tile by tile: rounding bits from a keystream, and what is left over. Owned by one thread. */
final class TileQuantiser {

    /** Coordinates per tile: their rounding bits are one keystream chunk, and everything stays in the first-level cache. */
    private static final int TILE = Keystream.CHUNK_BYTES / Integer.BYTES;

    private final byte[] keystream = new byte[Keystream.CHUNK_BYTES];
    private final IntBuffer keystreamWords =
            ByteBuffer.wrap(keystream).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    private final int[] randomWords = new int[TILE];

    /**
     * Encodes the coordinates {@code [from, to)} of {@code gradient + carried} and writes what is left over of each.
     *
     * @param step 2^-e, what one unit of a word is worth
     * @param largest magnitude of a word
     * @param offset of the gradient in {@code target}
     * @return the number of coordinates whose magnitude reached {@code largest}, and was clipped to it
     */
    int quantise(
            float[] gradient,
            float[] carried,
            float[] leftOver,
            int from,
            int to,
            double step,
            long largest,
            Keystream rounding,
            RingVector target,
            int offset) {
        int saturated = 0;
        for (int tile = from; tile < to; tile += TILE) {
            int end = Math.min(to, tile + TILE);
            rounding.next(keystream, 0, (end - tile) * Integer.BYTES);
            keystreamWords.get(0, randomWords, 0, end - tile);
            saturated += target instanceof Ring32Vector narrow
                    ? Quantiser32.quantise(
                            gradient,
                            carried,
                            leftOver,
                            randomWords,
                            tile,
                            end,
                            step,
                            Math.toIntExact(largest),
                            narrow.words(),
                            offset)
                    : Quantiser64.quantise(
                            gradient,
                            carried,
                            leftOver,
                            randomWords,
                            tile,
                            end,
                            step,
                            largest,
                            ((Ring64Vector) target).words(),
                            offset);
        }
        return saturated;
    }

    static void requireFinite(float[] gradient) {
        for (int j = 0; j < gradient.length; j++) {
            if (!(Math.abs(gradient[j]) <= Float.MAX_VALUE)) { // NaN compares false
                throw new NotFiniteException(j);
            }
        }
    }
}
