package org.fedner.audit.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.CompactRange;
import org.fedner.audit.log.EntryBundle;
import org.fedner.audit.log.JournalFile;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.log.TilePath;
import org.fedner.audit.note.TrustPolicy;

/** One pass over one log: files, leaves in order, and with each leaf the tiles, checkpoints and rules it touches. */
final class LogInspection {

    private final Path directory;
    private final String name;
    private final LogFiles files;
    private final List<Rule> rules;
    private final TrustPolicy policy;
    private final Findings findings;
    private final List<String> notices = new ArrayList<>();
    private final CheckpointCheck checkpoints;
    private final TileCheck tiles;
    private final CompactRange tree = new CompactRange();
    private List<byte[]> lastBundle = List.of();
    private Optional<Leaf> last = Optional.empty();
    private boolean journalEmpty = true;

    private LogInspection(Path directory, TrustPolicy policy, List<Rule> rules) throws IOException {
        this.directory = directory;
        this.name = directory.toString();
        this.files = LogFiles.list(directory);
        this.rules = rules;
        this.policy = policy;
        this.findings = new Findings(name);
        this.checkpoints = new CheckpointCheck(files, policy, findings);
        this.tiles = new TileCheck(files, findings);
    }

    /** Inspects the log in {@code directory}; {@code rules} see its leaves but are not concluded. */
    static LogReport inspect(Path directory, TrustPolicy policy, List<Rule> rules) {
        try {
            return new LogInspection(directory, policy, rules).report();
        } catch (IOException e) {
            Findings unreadable = new Findings(directory.toString());
            unreadable.add("files", "", -1, "the log's directory cannot be read");
            return new LogReport(
                    directory.toString(), "", LogReport.State.OPEN, 0, "", 0, 0, unreadable.all(), List.of());
        }
    }

    private LogReport report() {
        files.unknown().forEach(file -> findings.add("files", file, -1, "no file of a log has this name"));
        boolean complete = bundles() && journal();
        boolean closed = journalEmpty
                && last.map(leaf -> leaf.event() instanceof LogClose).orElse(false);
        notices.addAll(checkpoints.missing(closed));
        if (complete) {
            conclude(closed);
        }
        long signed = files.checkpoints().isEmpty() ? 0 : files.checkpoints().last();
        long unsigned = Math.max(0, tree.size() - signed);
        if (unsigned > 0) {
            notices.add("%d leaves after the newest checkpoint are not signed yet".formatted(unsigned));
        }
        if (checkpoints.unknownLines() > 0) {
            notices.add("%d signature lines of keys the policy does not name".formatted(checkpoints.unknownLines()));
        }
        return new LogReport(
                name,
                checkpoints.origin(),
                closed ? LogReport.State.CLOSED : LogReport.State.OPEN,
                tree.size(),
                HexFormat.of().formatHex(tree.root()),
                checkpoints.verified(),
                unsigned,
                findings.all(),
                notices);
    }

    private void conclude(boolean closed) {
        if (closed) {
            tiles.requirePartial();
        }
        requireBundleOfLastTile();
        checkpoints.newest(tree.size(), closed);
        requireQuorum();
        tiles.conclude(checkpoints.provenLeaves(), this::fileOf);
        for (String file : files.unfinished()) {
            if (closed) {
                findings.add("files", file, -1, "an unfinished file in a closed log");
            } else {
                notices.add(file + ": left unfinished by a crash, ignored");
            }
        }
    }

    /** The policy's own quorum: on the newest checkpoint as it stands, or by what the leaves hold of others' cosignatures. */
    private void requireQuorum() {
        boolean isMet = checkpoints.newestIsAccepted()
                || rules.stream()
                        .anyMatch(rule -> rule instanceof RoundsAreWitnessed witnessed && witnessed.satisfiesPolicy());
        if (policy.hasQuorum() && !isMet) {
            findings.add("quorum", LogFiles.CHECKPOINT, -1, "not cosigned by the quorum the policy asks for");
        }
    }

    /** Bundles are written after their hash tile: where only the tile is left, and its leaves were signed, one was lost. */
    private void requireBundleOfLastTile() {
        long index = tree.size() / TilePath.FULL;
        SortedSet<Integer> widths = files.widths(0, index);
        boolean signed = !files.checkpoints().isEmpty() && files.checkpoints().last() > tree.size();
        if (signed && !widths.isEmpty() && widths.last() > tree.size() % TilePath.FULL) {
            findings.add("files", new TilePath(TilePath.ENTRIES, index, widths.last()).toString(), -1, "missing");
        }
    }

    private String fileOf(long leaf) {
        return files.bundles().stream()
                .filter(bundle -> bundle.index() == leaf / TilePath.FULL && leaf % TilePath.FULL < bundle.width())
                .map(TilePath::toString)
                .findFirst()
                .orElse(JournalFile.NAME);
    }

    /** False if the leaves cannot be read to the end, so that nothing can be said about what follows. */
    private boolean bundles() {
        List<TilePath> bundles = files.bundles();
        if (files.tiles().stream().anyMatch(tile -> tile.isEntries() && tile.index() >= bundles.size())) {
            boolean endsFull =
                    bundles.isEmpty() || bundles.get(bundles.size() - 1).width() == TilePath.FULL;
            long gap = endsFull ? bundles.size() : bundles.size() - 1;
            findings.add("files", new TilePath(TilePath.ENTRIES, gap, TilePath.FULL).toString(), -1, "missing");
        }
        for (TilePath tile : files.tiles()) {
            if (tile.isEntries() && tile.index() >= bundles.size()) {
                findings.add("files", tile.toString(), -1, "a bundle that does not follow a full one");
            }
        }
        for (TilePath bundle : bundles) {
            try {
                lastBundle = EntryBundle.decode(bundle, files.read(bundle.toString()));
                narrower(bundle);
            } catch (AuditCorruptException e) {
                findings.add("bundle", e.file(), -1, e.getMessage());
                return false;
            } catch (IOException e) {
                findings.add("files", bundle.toString(), -1, "cannot be read");
                return false;
            }
            for (byte[] leaf : lastBundle) {
                leaf(bundle.toString(), leaf, true);
            }
            if (bundle.width() < TilePath.FULL) {
                tiles.requirePartial();
            }
        }
        return true;
    }

    /** A narrower version of a bundle may be left from an earlier close; it must be the beginning of the wider one. */
    private void narrower(TilePath bundle) throws IOException, AuditCorruptException {
        for (int width : files.widths(TilePath.ENTRIES, bundle.index()).headSet(bundle.width())) {
            String path = new TilePath(TilePath.ENTRIES, bundle.index(), width).toString();
            if (!Arrays.equals(files.read(path), EntryBundle.encode(lastBundle.subList(0, width)))) {
                findings.add("bundle", path, -1, "not the beginning of " + bundle);
            }
        }
    }

    private boolean journal() {
        if (!files.hasJournal()) {
            findings.add("files", JournalFile.NAME, -1, "missing");
            return true;
        }
        try {
            JournalFile journal = JournalFile.read(directory);
            journalEmpty = journal.lengthBytes() == 0;
            long bundled = tree.size();
            List<JournalFile.Line> lines = journal.lines();
            for (int i = 0; i < lines.size(); i++) {
                byte[] line = lines.get(i).bytes();
                if (i == lines.size() - 1 && isTorn(line)) {
                    notices.add("the journal's last line is torn; the writer will cut it");
                } else if (!isInLastBundle(line, bundled)) {
                    leaf(JournalFile.NAME, line, false);
                }
            }
            if (journal.completeBytes() < journal.lengthBytes()) {
                notices.add("the journal ends inside a line; the writer will cut it");
            }
            return true;
        } catch (AuditCorruptException e) {
            findings.add("journal", e.file(), -1, e.getMessage());
        } catch (IOException e) {
            findings.add("files", JournalFile.NAME, -1, "cannot be read");
        }
        return false;
    }

    private static boolean isTorn(byte[] line) {
        try {
            Leaf.decode(line);
            return false;
        } catch (MalformedLeafException e) {
            return true;
        }
    }

    private boolean isInLastBundle(byte[] line, long bundled) {
        long start = bundled - lastBundle.size();
        try {
            long seq = Leaf.decode(line).seq();
            return seq >= start && seq < bundled && Arrays.equals(lastBundle.get((int) (seq - start)), line);
        } catch (MalformedLeafException e) {
            return false;
        }
    }

    private void leaf(String file, byte[] bytes, boolean bundled) {
        long index = tree.size();
        try {
            Leaf leaf = Leaf.decode(bytes);
            checkpoints.on(file, leaf);
            if (leaf.seq() != index) {
                findings.add("sequence", file, index, "carries number %d".formatted(leaf.seq()));
            }
            if (!leaf.log().name().equals(checkpoints.origin())) {
                findings.add("origin", file, index, "a leaf of another log");
            }
            rules.forEach(rule -> rule.on(new Rule.Place(name, file), leaf));
            last = Optional.of(leaf);
        } catch (MalformedLeafException e) {
            last = Optional.empty();
            findings.add(e.isOutsideSchema() ? "schema" : "canonical", file, index, e.getMessage());
        }
        byte[] hash = MerkleHash.leaf(bytes);
        tree.append(hash);
        tiles.append(hash, bundled);
        if (files.checkpoints().contains(tree.size())) {
            checkpoints.at(tree.size(), tree.root());
        }
    }
}
