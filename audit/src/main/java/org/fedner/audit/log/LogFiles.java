package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every file of a log's directory, told apart by name alone. */
public final class LogFiles {

    /** The newest signed checkpoint. */
    public static final String CHECKPOINT = "checkpoint";

    private static final long MAX_BYTES = 256L * 65_537;
    private static final String CHECKPOINTS = "checkpoints/";
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,17}");

    private final Path directory;
    private final SortedSet<Long> checkpoints = new TreeSet<>();
    private final TreeMap<Long, Integer> bundles = new TreeMap<>();
    private final Map<TilePath, SortedSet<Integer>> widths = new HashMap<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();
    private boolean checkpoint;
    private boolean journal;

    /** Lists {@code directory}. */
    public static LogFiles list(Path directory) throws IOException {
        LogFiles files = new LogFiles(directory);
        for (String name : DurableFiles.list(directory)) {
            files.classify(name);
        }
        return files;
    }

    private LogFiles(Path directory) {
        this.directory = directory;
    }

    private void classify(String name) throws IOException {
        Optional<TilePath> tile = TilePath.parse(name);
        if (tile.isPresent()) {
            TilePath path = tile.orElseThrow();
            widths.computeIfAbsent(place(path), any -> new TreeSet<>()).add(path.width());
            if (path.isEntries()) {
                bundles.merge(path.index(), path.width(), Math::max);
            }
        } else if (name.startsWith(CHECKPOINTS)
                && SIZE.matcher(name.substring(CHECKPOINTS.length())).matches()) {
            checkpoints.add(Long.parseLong(name.substring(CHECKPOINTS.length())));
        } else if (name.equals(CHECKPOINT)) {
            checkpoint = true;
        } else if (name.equals(JournalFile.NAME)) {
            journal = true;
        } else if (name.equals(OpenJournal.LOCK) && Files.size(directory.resolve(name)) == 0) {
            return; // says nothing, whether it is there or not
        } else if (name.endsWith(DurableFiles.TEMPORARY)) {
            unfinished.add(name);
        } else {
            unknown.add(name);
        }
    }

    /** Path of the checkpoint signed at {@code size}. */
    public static String checkpointName(long size) {
        return CHECKPOINTS + size;
    }

    private static TilePath place(TilePath tile) {
        return new TilePath(tile.level(), tile.index(), TilePath.FULL);
    }

    /** Bytes of one file, which no honest file of a log exceeds: 256 leaves of 65,535 bytes. */
    public byte[] read(String name) throws IOException {
        if (Files.size(directory.resolve(name)) > MAX_BYTES) {
            throw new IOException("longer than any file of a log");
        }
        return Files.readAllBytes(directory.resolve(name));
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /** Sizes at which a checkpoint was signed, ascending. */
    public SortedSet<Long> checkpoints() {
        return checkpoints;
    }

    /** The widest bundle of each index, ascending, as far as they follow each other without a gap. */
    public List<TilePath> bundles() {
        List<TilePath> widest = new ArrayList<>();
        for (Map.Entry<Long, Integer> bundle : bundles.entrySet()) {
            boolean followsFull =
                    widest.isEmpty() || widest.get(widest.size() - 1).width() == TilePath.FULL;
            if (bundle.getKey() != widest.size() || !followsFull) {
                break;
            }
            widest.add(new TilePath(TilePath.ENTRIES, bundle.getKey(), bundle.getValue()));
        }
        return widest;
    }

    /** Widths present of the tile at this level and index, ascending. */
    public SortedSet<Integer> widths(int level, long index) {
        return widths.getOrDefault(new TilePath(level, index, TilePath.FULL), new TreeSet<>());
    }

    /** All tiles and bundles. */
    public List<TilePath> tiles() {
        return widths.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(width -> new TilePath(
                                entry.getKey().level(), entry.getKey().index(), width)))
                .toList();
    }

    /** Files with a name no log has. */
    public List<String> unknown() {
        return unknown;
    }

    /** Files a crash left before they got their name. */
    public List<String> unfinished() {
        return unfinished;
    }

    /** True if the newest checkpoint's file is there. */
    public boolean hasCheckpoint() {
        return checkpoint;
    }

    /** True if the journal is there. */
    public boolean hasJournal() {
        return journal;
    }
}
