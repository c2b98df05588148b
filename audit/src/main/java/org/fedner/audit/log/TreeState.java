package org.fedner.audit.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

    /** Leaves since the last full bundle. */
    List<byte[]> bundle() {
        return bundle;
    }

    /** Where {@link #bundle} goes. */
    TilePath bundlePath() {
        return new TilePath(TilePath.ENTRIES, (range.size() - 1) / TilePath.FULL, bundle.size());
    }

    void partial(HashTiles.Sink sink) throws IOException {
        tiles.partial(sink);
    }
}
