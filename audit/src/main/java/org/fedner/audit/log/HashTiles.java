package org.fedner.audit.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The hash tiles of a growing tree. Holds the unfinished tile of each level, 8 kB each, and hands out every tile when it
 * is full; its root is then one hash of the level above.
 */
public final class HashTiles {

    /** Receives a tile's bytes: {@code width} hashes of 32 bytes. */
    @FunctionalInterface
    public interface Sink {
        void accept(TilePath tile, byte[] hashes) throws IOException;
    }

    private static final class Level {
        final byte[] hashes = new byte[TilePath.FULL * MerkleHash.BYTES];
        CompactRange range = new CompactRange();
        int width;
        long index;
    }

    private final List<Level> levels = new ArrayList<>();

    /** Appends a leaf by its hash; {@code full} receives the tiles this completes, lowest first. */
    public void append(byte[] leafHash, Sink full) throws IOException {
        append(0, leafHash, full);
    }

    private void append(int number, byte[] hash, Sink full) throws IOException {
        if (number == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(number);
        System.arraycopy(hash, 0, level.hashes, level.width * MerkleHash.BYTES, MerkleHash.BYTES);
        level.range.append(hash);
        level.width++;
        if (level.width < TilePath.FULL) {
            return;
        }
        byte[] root = level.range.root();
        full.accept(new TilePath(number, level.index, TilePath.FULL), level.hashes.clone());
        level.range = new CompactRange();
        level.width = 0;
        level.index++;
        append(number + 1, root, full);
    }

    /** The hashes of that tile so far, if it is not full. */
    Optional<byte[]> unfinished(int number, long index) {
        if (number >= levels.size() || levels.get(number).index != index) {
            return Optional.empty();
        }
        Level level = levels.get(number);
        return Optional.of(Arrays.copyOf(level.hashes, level.width * MerkleHash.BYTES));
    }

    /** The unfinished tiles: with the full ones, all that the tree of this size has. */
    public void partial(Sink sink) throws IOException {
        for (int number = 0; number < levels.size(); number++) {
            Level level = levels.get(number);
            if (level.width > 0) {
                byte[] hashes = Arrays.copyOf(level.hashes, level.width * MerkleHash.BYTES);
                sink.accept(new TilePath(number, level.index, level.width), hashes);
            }
        }
    }
}
