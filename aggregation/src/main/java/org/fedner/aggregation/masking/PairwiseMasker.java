package org.fedner.aggregation.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Keystream;

/**
 * Adds pairwise masks to a vector, tile by tile.
 *
 * <p>A tile of 8 KiB, 2048 words of 32 bits or 1024 of 64, stays in the first-level cache while the masks of all
 * neighbours go over it.
 *
 * <p>Owned by one thread; keeps one tile of scratch memory.
 */
public final class PairwiseMasker {

    private final byte[] keystream = new byte[Keystream.CHUNK_BYTES];

    /** Adds to {@code vector} all {@code masks}, consuming their seeds. */
    public void mask(RingVector vector, List<? extends Mask> masks) {
        List<Keystream> added = new ArrayList<>();
        List<Keystream> subtracted = new ArrayList<>();
        for (Mask mask : masks) {
            (mask.isAdded() ? added : subtracted).add(mask.consumeMask());
        }
        int tileWords = Keystream.CHUNK_BYTES / vector.ring().wordBytes();
        for (int from = 0; from < vector.size(); from += tileWords) {
            maskTile(vector, from, Math.min(tileWords, vector.size() - from), added, subtracted);
        }
        added.forEach(Keystream::close);
        subtracted.forEach(Keystream::close);
        Arrays.fill(keystream, (byte) 0); // the last tile of a mask
    }

    /** All neighbours over one tile. A method of its own, so that it is compiled whole and not from within a long loop. */
    private void maskTile(RingVector vector, int from, int length, List<Keystream> added, List<Keystream> subtracted) {
        int bytes = length * vector.ring().wordBytes();
        for (Keystream mask : added) {
            mask.next(keystream, 0, bytes);
            vector.addKeystream(keystream, from, length);
        }
        for (Keystream mask : subtracted) {
            mask.next(keystream, 0, bytes);
            vector.subtractKeystream(keystream, from, length);
        }
    }
}
