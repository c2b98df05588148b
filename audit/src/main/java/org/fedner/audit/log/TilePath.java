package org.fedner.audit.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a tile (C2SP tlog-tiles): {@code tile/L/N[.p/W]}, where N is written in groups of three digits.
 *
 * @param level 0 for leaf hashes, each level above 256 times coarser; {@link #ENTRIES} for entry bundles
 * @param index N
 * @param width how many of its 256 places are filled; 256 is a full tile, without {@code .p}
 */
public record TilePath(int level, long index, int width) {

    /** Width of a full tile. */
    public static final int FULL = 256;

    /** Levels of the tree in one tile: 2^8 = {@link #FULL}. */
    public static final int HEIGHT = 8;

    /** The pseudo-level of entry bundles. */
    public static final int ENTRIES = -1;

    private static final Pattern PATH = Pattern.compile(
            "tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TilePath {
        if (level < ENTRIES || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException(
                    "no tile at level %d, index %d, width %d".formatted(level, index, width));
        }
    }

    /** Reads a path relative to the log; empty for anything {@link #toString} does not write. */
    public static Optional<TilePath> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int level = matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1));
        long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", "") + matcher.group(3));
        int width = matcher.group(4) == null ? FULL : Integer.parseInt(matcher.group(4));
        if (width > FULL) {
            return Optional.empty();
        }
        TilePath tile = new TilePath(level, index, width);
        return tile.toString().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** True for a bundle of leaves, false for hashes. */
    public boolean isEntries() {
        return level == ENTRIES;
    }

    /** The path relative to the log, with forward slashes. */
    @Override
    public String toString() {
        StringBuilder groups = new StringBuilder("%03d".formatted(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return "tile/" + (isEntries() ? "entries" : Integer.toString(level)) + "/" + groups
                + (width == FULL ? "" : ".p/" + width);
    }
}
