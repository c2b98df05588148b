package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The durable part of a log in memory: a few hashes, and the leaves of the unfinished bundle. */
final class TreeState {

    private final CompactRange range = new CompactRange();
    private final HashTiles tiles = new HashTiles();
    private final List<byte[]> bundle = new ArrayList<>();

    /** Appends a leaf that is durable; {@code full} receives the hash tiles it completes. */
    void append(byte[] leaf, HashTiles.Sink full) throws IOException {
        byte[] hash = MerkleHash.leaf(leaf);
        range.append(hash);
        tiles.append(hash, full);
        bundle.add(leaf);
    }

    long size() {
        return range.size();
    }

    byte[] root() {
        return range.root();
    }

    /** Root as it will be with these leaves. */
    byte[] rootWith(List<byte[]> staged) {
        CompactRange more = range.copy();
        staged.forEach(leaf -> more.append(MerkleHash.leaf(leaf)));
        return more.root();
    }

    /** Leaves since the last full bundle. */
    List<byte[]> bundle() {
        return bundle;
    }

    /** Where {@link #bundle} goes. */
    TilePath bundlePath() {
        return new TilePath(TilePath.ENTRIES, (range.size() - 1) / TilePath.FULL, bundle.size());
    }

    /** Roots of perfect subtrees, from the unfinished tiles in memory and the full ones on disk. */
    SubtreeHashes hashes(DurableFiles files) {
        return (level, index) -> {
            int above = level % TilePath.HEIGHT;
            int tileLevel = level / TilePath.HEIGHT;
            long first = index << above;
            Optional<byte[]> open = tiles.unfinished(tileLevel, first / TilePath.FULL);
            byte[] tile = open.isPresent()
                    ? open.orElseThrow()
                    : Files.readAllBytes(
                            files.resolve(new TilePath(tileLevel, first / TilePath.FULL, TilePath.FULL).toString()));
            return CompactRange.of(tile, (int) (first % TilePath.FULL), 1 << above)
                    .root();
        };
    }

    /** The same of the tree as it will be with these leaves. */
    SubtreeHashes hashes(DurableFiles files, List<byte[]> staged) {
        return new WithStaged(hashes(files), size(), staged);
    }

    private record WithStaged(SubtreeHashes durable, long size, List<byte[]> staged) implements SubtreeHashes {
        @Override
        public byte[] hash(int level, long index) throws IOException {
            if (index + 1 << level <= size) {
                return durable.hash(level, index);
            }
            return level == 0
                    ? MerkleHash.leaf(staged.get((int) (index - size)))
                    : MerkleHash.node(hash(level - 1, 2 * index), hash(level - 1, 2 * index + 1));
        }
    }

    void partial(HashTiles.Sink sink) throws IOException {
        tiles.partial(sink);
    }
}
