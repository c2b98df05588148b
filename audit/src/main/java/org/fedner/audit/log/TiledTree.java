package org.fedner.audit.log;

import java.io.IOException;
import java.util.SortedSet;

/** The tree of a closed log, read from its hash tiles. Believes the tiles: verify the log, or the proof, besides. */
public final class TiledTree implements SubtreeHashes {

    private final LogFiles files;

    /** The tree whose tiles {@code files} lists. */
    public TiledTree(LogFiles files) {
        this.files = files;
    }

    @Override
    public byte[] hash(int level, long index) throws IOException {
        int above = level % TilePath.HEIGHT;
        long first = index << above;
        int tileLevel = level / TilePath.HEIGHT;
        SortedSet<Integer> widths = files.widths(tileLevel, first / TilePath.FULL);
        int offset = (int) (first % TilePath.FULL);
        if (widths.isEmpty() || widths.last() < offset + (1 << above)) {
            throw new IOException("no tile holds the hash at level %d, index %d".formatted(level, index));
        }
        byte[] tile = files.read(new TilePath(tileLevel, first / TilePath.FULL, widths.last()).toString());
        if (tile.length != widths.last() * MerkleHash.BYTES) {
            throw new IOException("a tile of %d bytes at level %d".formatted(tile.length, tileLevel));
        }
        return CompactRange.of(tile, offset, 1 << above).root();
    }
}
