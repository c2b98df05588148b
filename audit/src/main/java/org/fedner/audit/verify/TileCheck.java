package org.fedner.audit.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.fedner.audit.log.HashTiles;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.log.TilePath;

/** Every hash tile, full or partial, against the hashes of the leaves. */
final class TileCheck {

    /** A tile that is not what the leaves say; which of the two was altered is settled by the signed roots. */
    private record Mismatch(TilePath tile, int place) {
        /** First leaf below the differing hash. */
        long leaf() {
            return (tile.index() * TilePath.FULL + place) << 8 * tile.level();
        }

        long end() {
            return leaf() + (1L << 8 * tile.level());
        }
    }

    private final LogFiles files;
    private final Findings findings;
    private final HashTiles tiles = new HashTiles();
    private final Set<TilePath> unvisited = new HashSet<>();
    private final List<Mismatch> mismatches = new ArrayList<>();

    TileCheck(LogFiles files, Findings findings) {
        this.files = files;
        this.findings = findings;
        files.tiles().stream().filter(tile -> !tile.isEntries()).forEach(unvisited::add);
    }

    /** @param bundled whether the leaf is in a bundle, so that a tile it completes must be on disk */
    void append(byte[] leafHash, boolean bundled) {
        run(() -> tiles.append(leafHash, (tile, hashes) -> {
            if (bundled) {
                require(tile);
            }
            compare(tile, hashes);
        }));
    }

    /** All tiles of the tree as it is now must be there: the log was closed at this size. */
    void requirePartial() {
        run(() -> tiles.partial((tile, hashes) -> require(tile)));
    }

    private void require(TilePath tile) {
        if (!files.widths(tile.level(), tile.index()).contains(tile.width())) {
            findings.add("files", tile.toString(), -1, "missing");
        }
    }

    private void compare(TilePath tile, byte[] hashes) throws IOException {
        for (int width : files.widths(tile.level(), tile.index())) {
            if (width > tile.width()) {
                continue;
            }
            TilePath path = new TilePath(tile.level(), tile.index(), width);
            unvisited.remove(path);
            byte[] stored = files.read(path.toString());
            int wanted = width * MerkleHash.BYTES;
            if (stored.length != wanted) {
                findings.add("tile", path.toString(), -1, "has %d bytes, not %d".formatted(stored.length, wanted));
                continue;
            }
            int differs = Arrays.mismatch(stored, 0, wanted, hashes, 0, wanted);
            if (differs >= 0 && mismatches.size() < 1000) {
                mismatches.add(new Mismatch(path, differs / MerkleHash.BYTES));
            }
        }
    }

    /**
     * Settles the blame.
     *
     * @param provenLeaves leaves below this index are as signed, so a tile that disagrees with them is wrong
     * @param bundleOf     the file that holds a leaf
     */
    void conclude(long provenLeaves, LongFunction<String> bundleOf) {
        run(() -> tiles.partial(this::compare));
        boolean leavesDiffer = false;
        for (Mismatch mismatch : mismatches) {
            if (mismatch.tile().level() == 0 && mismatch.leaf() >= provenLeaves) {
                leavesDiffer = true;
                findings.add(
                        "leaf",
                        bundleOf.apply(mismatch.leaf()),
                        mismatch.leaf(),
                        "not the leaf whose hash is in " + mismatch.tile());
            }
        }
        for (Mismatch mismatch : mismatches) {
            boolean leavesAreRight = mismatch.end() <= provenLeaves;
            if (leavesAreRight || mismatch.tile().level() > 0 && !leavesDiffer) {
                findings.add(
                        "tile",
                        mismatch.tile().toString(),
                        (long) mismatch.place() * MerkleHash.BYTES,
                        "not the hash of the leaves from %d on".formatted(mismatch.leaf()));
            }
        }
        for (TilePath tile : unvisited) {
            findings.add("files", tile.toString(), -1, "a tile of a larger tree than this one");
        }
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private void run(Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            findings.add("files", "tile", -1, "a tile cannot be read");
        }
    }
}
