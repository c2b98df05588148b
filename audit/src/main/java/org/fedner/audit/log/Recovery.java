package org.fedner.audit.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.ClockStep;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/**
 * Reads a log back on start: bundles, then journal, checking every leaf, every full tile and every signed root.
 *
 * <p>Only the last line of the journal may be bad: it was being written when the process died, and nothing was done on
 * the strength of it. Anything else that does not fit means the files were altered, and is refused.
 */
final class Recovery {

    private final LogFiles files;
    private final Origin origin;
    private final TreeState tree = new TreeState();
    private Optional<Leaf> last = Optional.empty();
    private Optional<Checkpoint> unrecorded = Optional.empty();
    private Optional<Checkpoint> beforeStep = Optional.empty();
    private final Set<Long> torn = new TreeSet<>(); // checkpoint files that a crash may have left half written
    private final List<Checkpoint> lost = new ArrayList<>();
    private final Map<Origin, CheckpointCosigned> cosigned = new HashMap<>();
    private Optional<CheckpointWitnessed> witnessed = Optional.empty();
    private long journalBytes;
    private long truncatedBytes;
    private long replayed;

    private Recovery(LogFiles files, Origin origin) {
        this.files = files;
        this.origin = origin;
    }

    /** @param repaired receives full tiles that the journal completes but that had not reached the disk */
    static Recovery of(LogFiles files, Origin origin, Vkey signer, HashTiles.Sink repaired)
            throws IOException, AuditCorruptException {
        Recovery recovery = new Recovery(files, origin);
        recovery.newestSignature(signer);
        recovery.bundles();
        recovery.journal(repaired);
        recovery.requireNoneTorn();
        if (!files.checkpoints().isEmpty() && files.checkpoints().last() > recovery.tree.size()) {
            throw new AuditCorruptException(
                    LogFiles.checkpointName(files.checkpoints().last()),
                    "signed for more leaves than the %d there are".formatted(recovery.tree.size()));
        }
        return recovery;
    }

    private void newestSignature(Vkey signer) throws IOException, AuditCorruptException {
        if (files.checkpoints().isEmpty()) {
            return;
        }
        String name = LogFiles.checkpointName(files.checkpoints().last());
        try {
            SignedNote.parse(files.read(name)).verify(List.of(signer));
        } catch (MalformedNoteException e) {
            torn.add(files.checkpoints().last());
        } catch (UntrustedNoteException e) {
            throw new AuditCorruptException(name, e.getMessage());
        }
    }

    /** A file that is no note is made again where a leaf records what was signed; elsewhere it was altered. */
    private void requireNoneTorn() throws AuditCorruptException {
        for (long size : torn) {
            throw new AuditCorruptException(LogFiles.checkpointName(size), "is no signed note");
        }
    }

    private void bundles() throws IOException, AuditCorruptException {
        for (TilePath path : files.bundles()) {
            tree.bundle().clear();
            for (byte[] leaf : EntryBundle.decode(path, files.read(path.toString()))) {
                append(path.toString(), leaf, this::requireOnDisk);
            }
            if (path.width() < TilePath.FULL) {
                tree.partial(this::requireOnDisk);
            }
        }
    }

    private void requireOnDisk(TilePath tile, byte[] hashes) throws IOException {
        if (!files.widths(tile.level(), tile.index()).contains(tile.width())
                || !Arrays.equals(files.read(tile.toString()), hashes)) {
            throw new CorruptTile(tile);
        }
    }

    private void journal(HashTiles.Sink repaired) throws IOException, AuditCorruptException {
        JournalFile journal = JournalFile.read(files.directory());
        long bundled = tree.size();
        long bundleStart = bundled - tree.bundle().size();
        List<JournalFile.Line> lines = journal.lines();
        for (int i = 0; i < lines.size(); i++) {
            JournalFile.Line line = lines.get(i);
            long index = bundleStart;
            try {
                Leaf leaf = Leaf.decode(line.bytes());
                index = leaf.seq();
            } catch (MalformedLeafException e) {
                if (i == lines.size() - 1) {
                    break;
                }
                throw new AuditCorruptException(JournalFile.NAME, "line %d: %s".formatted(i + 1, e.getMessage()));
            }
            if (index >= bundleStart && index < bundled) {
                // The crash came between the bundle and the emptying of the journal.
                if (!Arrays.equals(tree.bundle().get((int) (index - bundleStart)), line.bytes())) {
                    throw new AuditCorruptException(
                            JournalFile.NAME, "line %d differs from its bundle".formatted(i + 1));
                }
            } else {
                if (tree.size() > bundled && tree.size() % TilePath.FULL == 0) {
                    throw new AuditCorruptException(JournalFile.NAME, "goes on after a full bundle");
                }
                if (tree.bundle().size() == TilePath.FULL) {
                    tree.bundle().clear();
                }
                append(JournalFile.NAME, line.bytes(), repaired);
                replayed++;
            }
            journalBytes = line.end();
        }
        truncatedBytes = journal.lengthBytes() - journalBytes;
    }

    private void append(String file, byte[] bytes, HashTiles.Sink sink) throws IOException, AuditCorruptException {
        long index = tree.size();
        try {
            Leaf leaf = Leaf.decode(bytes);
            if (leaf.seq() != index || !leaf.log().equals(origin)) {
                throw new AuditCorruptException(file, "entry %d has another number or log".formatted(index));
            }
            last = Optional.of(leaf);
            if (leaf.event() instanceof CheckpointSigned signed) {
                unrecorded = Optional.empty();
                recorded(signed);
            } else if (leaf.event() instanceof CheckpointCosigned seen) {
                cosigned.put(seen.origin(), seen);
            } else if (leaf.event() instanceof CheckpointWitnessed seen
                    && seen.origin().equals(origin)) {
                witnessed = Optional.of(seen);
            }
            beforeStep = leaf.event() instanceof ClockStep ? Optional.of(checkpoint()) : Optional.empty();
            tree.append(bytes, sink);
        } catch (MalformedLeafException e) {
            throw new AuditCorruptException(file, "entry %d: %s".formatted(index, e.getMessage()));
        } catch (CorruptTile e) {
            throw new AuditCorruptException(e.tile.toString(), "missing, or not the hashes of its entries");
        }
        if (files.checkpoints().contains(tree.size())) {
            requireSignedRoot(LogFiles.checkpointName(tree.size()));
        }
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(origin.name(), tree.size(), tree.root());
    }

    /** The record and the file of a checkpoint become durable together or the record alone: then the file is made again. */
    private void recorded(CheckpointSigned signed) {
        boolean isThere = files.checkpoints().contains(signed.size()) && !torn.contains(signed.size());
        Checkpoint before = beforeStep.orElseGet(this::checkpoint);
        if (!isThere
                && before.size() == signed.size()
                && Sha256Hex.of(before.root()).equals(signed.root())) {
            torn.remove(signed.size());
            lost.add(before);
        }
    }

    private void requireSignedRoot(String name) throws IOException, AuditCorruptException {
        try {
            Checkpoint signed =
                    Checkpoint.parse(SignedNote.parse(files.read(name)).text());
            if (!signed.equals(checkpoint())) {
                throw new AuditCorruptException(name, "the leaves are not those that were signed");
            }
            unrecorded = Optional.of(signed);
        } catch (MalformedNoteException e) {
            torn.add(tree.size());
        }
    }

    TreeState tree() {
        return tree;
    }

    Optional<Leaf> last() {
        return last;
    }

    /** The newest checkpoint, if no leaf speaks of it yet. */
    Optional<Checkpoint> unrecordedCheckpoint() {
        return unrecorded;
    }

    /** Checkpoints that leaves record and whose files a crash kept from the disk. */
    List<Checkpoint> lostCheckpoints() {
        return lost;
    }

    /** What this party cosigned last of each other log. */
    Map<Origin, CheckpointCosigned> cosigned() {
        return cosigned;
    }

    /** The newest checkpoint of this log that is known to be cosigned by others. */
    Optional<CheckpointWitnessed> witnessed() {
        return witnessed;
    }

    /** Length of the journal that is kept. */
    long journalBytes() {
        return journalBytes;
    }

    /** Bytes after it, which were never durable. */
    long truncatedBytes() {
        return truncatedBytes;
    }

    /** Leaves the journal held beyond the bundles. */
    long replayed() {
        return replayed;
    }

    /** Carries a tile out of the sink. */
    private static final class CorruptTile extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient TilePath tile;

        CorruptTile(TilePath tile) {
            this.tile = tile;
        }
    }
}
