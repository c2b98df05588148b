package org.fedner.aggregation.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Keystream;

/**
 * Adds masks to a vector, tile by tile.
 *
 * <p>A tile of 8 KiB, 2048 words of 32 bits or 1024 of 64, stays in the first-level cache while the masks of all
 * neighbours go over it, two in one pass.
 *
 * <p>With several threads each takes one stretch of the vector and reads every keystream from there on; the result has the
 * same bits with any number. Owned by one thread; keeps two tiles of scratch memory for each.
 */
public final class PairwiseMasker {

    /** Below that, handing a stretch over costs more than masking it. */
    private static final int SMALLEST_STRETCH_WORDS = 32_768;

    private static final int MOST_THREADS = 4;

    private final byte[][][] scratch; // [thread][two of them]

    /** Of one thread. */
    public PairwiseMasker() {
        this(1);
    }

    /** @param threads most that work at once */
    public PairwiseMasker(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("masking with %d threads".formatted(threads));
        }
        this.scratch = new byte[threads][2][Keystream.CHUNK_BYTES];
    }

    /** With as many threads as there are cores, up to four. */
    public static PairwiseMasker onAllCores() {
        return new PairwiseMasker(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** Adds to {@code vector} all {@code masks}, consuming their seeds. */
    public void mask(RingVector vector, List<? extends Mask> masks) {
        List<Keystream> added = new ArrayList<>();
        List<Keystream> subtracted = new ArrayList<>();
        for (Mask mask : masks) {
            (mask.isAdded() ? added : subtracted).add(mask.consumeMask());
        }
        mask(vector, added, subtracted);
    }

    /** Adds the streams of {@code added} to the vector, subtracts those of {@code subtracted}, and closes them all. */
    public void mask(RingVector vector, List<Keystream> added, List<Keystream> subtracted) {
        int tileWords = tileWords(vector);
        int tiles = (vector.size() + tileWords - 1) / tileWords;
        int threads = Math.max(1, Math.min(scratch.length, vector.size() / SMALLEST_STRETCH_WORDS));
        int stretch = (tiles + threads - 1) / threads * tileWords;
        if (threads == 1) {
            maskStretch(vector, 0, vector.size(), added, subtracted, scratch[0]);
        } else {
            IntStream.range(0, threads).parallel().forEach(thread -> {
                int from = Math.min(thread * stretch, vector.size());
                int to = Math.min(from + stretch, vector.size());
                maskFrom(vector, from, to, added, subtracted, scratch[thread]);
            });
        }
        added.forEach(Keystream::close);
        subtracted.forEach(Keystream::close);
    }

    /** One thread's part, on readers of its own. */
    private static void maskFrom(
            RingVector vector,
            int from,
            int to,
            List<Keystream> added,
            List<Keystream> subtracted,
            byte[][] keystreams) {
        long position = (long) from * vector.ring().wordBytes();
        List<Keystream> ownAdded = readers(added, position);
        List<Keystream> ownSubtracted = readers(subtracted, position);
        maskStretch(vector, from, to, ownAdded, ownSubtracted, keystreams);
        ownAdded.forEach(Keystream::close);
        ownSubtracted.forEach(Keystream::close);
    }

    private static List<Keystream> readers(List<Keystream> streams, long position) {
        return streams.stream().map(stream -> stream.readerAt(position)).toList();
    }

    private static void maskStretch(
            RingVector vector,
            int from,
            int to,
            List<Keystream> added,
            List<Keystream> subtracted,
            byte[][] keystreams) {
        int tileWords = tileWords(vector);
        for (int tile = from; tile < to; tile += tileWords) {
            maskTile(vector, tile, Math.min(tileWords, to - tile), added, subtracted, keystreams);
        }
        for (byte[] keystream : keystreams) {
            Arrays.fill(keystream, (byte) 0); // the last tile of a mask
        }
    }

    /** All masks over one tile. Methods of their own, so that they are compiled whole and not from within a long loop. */
    private static void maskTile(
            RingVector vector,
            int from,
            int length,
            List<Keystream> added,
            List<Keystream> subtracted,
            byte[][] keystreams) {
        add(vector, from, length, added, keystreams[0], keystreams[1]);
        subtract(vector, from, length, subtracted, keystreams[0], keystreams[1]);
    }

    private static void add(RingVector vector, int from, int length, List<Keystream> masks, byte[] one, byte[] other) {
        int bytes = length * vector.ring().wordBytes();
        int paired = masks.size() / 2 * 2;
        for (int mask = 0; mask < paired; mask += 2) {
            masks.get(mask).next(one, 0, bytes);
            masks.get(mask + 1).next(other, 0, bytes);
            vector.addKeystreams(one, other, from, length);
        }
        if (paired < masks.size()) {
            masks.get(paired).next(one, 0, bytes);
            vector.addKeystream(one, from, length);
        }
    }

    private static void subtract(
            RingVector vector, int from, int length, List<Keystream> masks, byte[] one, byte[] other) {
        int bytes = length * vector.ring().wordBytes();
        int paired = masks.size() / 2 * 2;
        for (int mask = 0; mask < paired; mask += 2) {
            masks.get(mask).next(one, 0, bytes);
            masks.get(mask + 1).next(other, 0, bytes);
            vector.subtractKeystreams(one, other, from, length);
        }
        if (paired < masks.size()) {
            masks.get(paired).next(one, 0, bytes);
            vector.subtractKeystream(one, from, length);
        }
    }

    private static int tileWords(RingVector vector) {
        return Keystream.CHUNK_BYTES / vector.ring().wordBytes();
    }
}
