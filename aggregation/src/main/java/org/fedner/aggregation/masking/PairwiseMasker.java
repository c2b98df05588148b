package org.fedner.aggregation.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.expansion.Keystream;

/**
 * Adds masks to a vector, tile by tile.
 *
 * <p>A tile of 8 KiB, 2048 words of 32 bits or 1024 of 64, stays in the first-level cache while the masks of all
 * neighbours go over it, two in one pass.
 *
 * <p>With several threads each takes one stretch of the vector after the other, with readers of its own of every
 * keystream; the result has the same bits with any number. Owned by one thread; keeps two tiles of scratch memory for each.
 */
public final class PairwiseMasker {

    /** What a thread takes at a time: a few percent of a usual vector, so that none waits long for another at the end. */
    private static final int STRETCH_TILES = 3;

    /** With fewer, waking a thread costs more than it masks. */
    private static final int FEWEST_STRETCHES_A_THREAD = 4;

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
        int stretches = vector.size() / (STRETCH_TILES * tileWords(vector));
        int threads = Math.max(1, Math.min(scratch.length, stretches / FEWEST_STRETCHES_A_THREAD));
        if (threads == 1) {
            maskStretch(vector, 0, vector.size(), added, subtracted, scratch[0]);
            erase(scratch[0]);
        } else {
            AtomicInteger next = new AtomicInteger(); // a thread that wakes late takes fewer
            List<ForkJoinTask<?>> helpers = new ArrayList<>();
            for (byte[][] keystreams : Arrays.asList(scratch).subList(1, threads)) {
                helpers.add(ForkJoinPool.commonPool()
                        .submit(() -> maskStretches(vector, next, added, subtracted, keystreams)));
            }
            maskStretches(vector, next, added, subtracted, scratch[0]);
            helpers.forEach(ForkJoinTask::join);
        }
        close(added, subtracted);
    }

    /** One thread's part, on readers of its own: whichever stretch comes next, until there is none. */
    private static void maskStretches(
            RingVector vector,
            AtomicInteger next,
            List<Keystream> added,
            List<Keystream> subtracted,
            byte[][] keystreams) {
        List<Keystream> ownAdded = readers(added);
        List<Keystream> ownSubtracted = readers(subtracted);
        int words = STRETCH_TILES * tileWords(vector);
        for (long from; (from = (long) next.getAndIncrement() * words) < vector.size(); ) {
            seek(ownAdded, ownSubtracted, from * vector.ring().wordBytes());
            int to = (int) Math.min(from + words, vector.size());
            maskStretch(vector, (int) from, to, ownAdded, ownSubtracted, keystreams);
        }
        close(ownAdded, ownSubtracted);
        erase(keystreams);
    }

    private static List<Keystream> readers(List<Keystream> streams) {
        return streams.stream().map(stream -> stream.readerAt(0)).toList();
    }

    private static void seek(List<Keystream> added, List<Keystream> subtracted, long position) {
        added.forEach(stream -> stream.seek(position));
        subtracted.forEach(stream -> stream.seek(position));
    }

    private static void close(List<Keystream> added, List<Keystream> subtracted) {
        added.forEach(Keystream::close);
        subtracted.forEach(Keystream::close);
    }

    /** The last tile of every mask. */
    private static void erase(byte[][] keystreams) {
        for (byte[] keystream : keystreams) {
            Arrays.fill(keystream, (byte) 0);
        }
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
