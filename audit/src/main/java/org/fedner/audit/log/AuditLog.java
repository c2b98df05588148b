package org.fedner.audit.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.ClockStep;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.SignedNote;

/**
 * The one writer of a log. What {@link #append} or {@link #commit} returned from survives a crash; do what a leaf speaks
 * of only then.
 *
 * <p>If a leaf cannot be made durable, {@link AuditFailedException} is thrown, then and on every later call: the owner
 * must stop. Safe for use by several threads; leaves get their order and time when they are staged.
 */
public final class AuditLog implements AutoCloseable {

    private final DurableFiles files;
    private final OpenJournal opened;
    private final FileChannel journal;
    private final Origin origin;
    private final BootId boot;
    private final InstantSource clock;
    private final TreeState tree;
    private final PartialTiles partials;
    private final List<byte[]> staged = new ArrayList<>();
    private Instant last;
    private final OwnCheckpoints checkpoints;
    private Optional<Checkpoint> unrecordedCheckpoint;
    private final Map<Origin, CheckpointCosigned> cosigned;
    private Optional<CheckpointWitnessed> witnessed;
    private Optional<IOException> failure = Optional.empty();
    private Consumer<Leaf> observer = leaf -> {};

    /**
     * Opens the log in {@code directory}, creating it or reading it back, writes {@code opened} and signs it.
     *
     * <p>A log that was not closed is continued with {@code log.recover}; a log that was closed is continued too.
     *
     * @param signer its name is the log's origin
     * @param boot   fresh for every run of the process
     * @throws AuditCorruptException if the files contradict each other or the signed root; nothing is changed then
     * @throws LogInUseException     if another writer has it open
     * @throws LogContinuedException if it was ended in favour of another
     */
    public static AuditLog open(Path directory, NoteSigner signer, InstantSource clock, BootId boot, LogOpen opened)
            throws IOException, AuditCorruptException {
        return open(directory, signer, clock, boot, opened, WriteBoundary.NONE);
    }

    static AuditLog open(
            Path directory, NoteSigner signer, InstantSource clock, BootId boot, LogOpen opened, WriteBoundary boundary)
            throws IOException, AuditCorruptException {
        DurableFiles files = new DurableFiles(directory, boundary);
        OpenJournal journal = OpenJournal.of(files);
        try {
            files.deleteTemporaries();
            LogFiles listed = LogFiles.list(directory);
            Origin origin = new Origin(signer.vkey().name());
            Recovery recovery =
                    Recovery.of(listed, origin, signer.vkey(), (tile, hashes) -> files.write(tile.toString(), hashes));
            requireNotContinued(recovery);
            AuditLog log = new AuditLog(files, journal, signer, clock, boot, listed, recovery);
            log.resume(opened, recovery);
            return log;
        } catch (IOException | AuditCorruptException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private AuditLog(
            DurableFiles files,
            OpenJournal opened,
            NoteSigner signer,
            InstantSource clock,
            BootId boot,
            LogFiles listed,
            Recovery recovery)
            throws IOException {
        this.files = files;
        this.opened = opened;
        this.journal = opened.channel();
        this.origin = new Origin(signer.vkey().name());
        this.boot = boot;
        this.clock = clock;
        this.tree = recovery.tree();
        this.partials = new PartialTiles(files, listed);
        this.last = recovery.last().map(Leaf::ts).orElse(Instant.EPOCH);
        this.checkpoints = new OwnCheckpoints(files, signer, listed, recovery.lostCheckpoints());
        this.unrecordedCheckpoint = recovery.unrecordedCheckpoint();
        this.cosigned = recovery.cosigned();
        this.witnessed = recovery.witnessed();
    }

    private void resume(LogOpen opened, Recovery recovery) throws IOException {
        journal.truncate(recovery.journalBytes());
        journal.position(recovery.journalBytes());
        if (recovery.truncatedBytes() > 0) {
            journal.force(true);
        }
        if (tree.bundle().size() == TilePath.FULL) {
            flushBundle();
        }
        stage(opened);
        boolean closed =
                recovery.last().isEmpty() || recovery.last().orElseThrow().event() instanceof LogClose;
        if (!closed || recovery.truncatedBytes() > 0) {
            stage(new LogRecover(recovery.truncatedBytes(), recovery.replayed()));
        }
        commit();
        checkpoint();
    }

    private static void requireNotContinued(Recovery recovery) throws LogContinuedException {
        Optional<Origin> next = recovery.last()
                .flatMap(leaf -> leaf.event() instanceof LogClose close ? close.next() : Optional.empty());
        if (next.isPresent()) {
            throw new LogContinuedException(next.get());
        }
    }

    /** Logs {@code events} with one force and returns when they are durable. */
    public synchronized void append(Event... events) {
        for (Event event : events) {
            stage(event);
        }
        commit();
    }

    /**
     * Gives {@code event} its place and time without waiting for the disk. It is lost in a crash before {@link #commit}.
     *
     * @return the leaf's index
     */
    public synchronized long stage(Event event) {
        requireUsable();
        recordCheckpoint();
        return stageLeaf(event);
    }

    private void recordCheckpoint() {
        Optional<Checkpoint> unrecorded = unrecordedCheckpoint;
        unrecordedCheckpoint = Optional.empty();
        unrecorded.ifPresent(
                checkpoint -> stageLeaf(new CheckpointSigned(checkpoint.size(), Sha256Hex.of(checkpoint.root()))));
    }

    private long stageLeaf(Event event) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (now.isBefore(last)) {
            place(new Leaf(
                    nextIndex(),
                    now,
                    origin,
                    boot,
                    new ClockStep(Duration.between(last, now).toMillis())));
            last = now;
        }
        if (event instanceof CheckpointCosigned seen) {
            cosigned.put(seen.origin(), seen);
        } else if (event instanceof CheckpointWitnessed seen && seen.origin().equals(origin)) {
            witnessed = Optional.of(seen);
        }
        long index = nextIndex();
        place(new Leaf(index, now, origin, boot, event));
        last = now;
        return index;
    }

    private void place(Leaf leaf) {
        staged.add(leaf.encode());
        observer.accept(leaf);
    }

    /**
     * From now on {@code other} sees each leaf when it gets its place, which is before it is durable. It must return at once
     * and not throw: whoever writes waits for it.
     */
    public synchronized void observe(Consumer<Leaf> other) {
        observer = other;
    }

    private long nextIndex() {
        return tree.size() + staged.size();
    }

    /** Makes everything staged durable, with one force (two where a bundle of 256 leaves becomes full). */
    public synchronized void commit() {
        requireUsable();
        try {
            int from = 0;
            while (from < staged.size()) {
                int to = Math.min(
                        staged.size(), from + TilePath.FULL - tree.bundle().size());
                write(staged.subList(from, to));
                from = to;
            }
            staged.clear();
            checkpoints.writeStaged();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Never crosses the end of a bundle, so that the journal can be emptied in place once the bundle is durable. */
    private void write(List<byte[]> leaves) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] leaf : leaves) {
            lines.writeBytes(leaf);
            lines.write('\n');
        }
        files.append(journal, lines.toByteArray());
        journal.force(false);
        for (byte[] leaf : leaves) {
            tree.append(leaf, partials::write);
        }
        if (tree.bundle().size() == TilePath.FULL) {
            flushBundle();
        }
    }

    private void flushBundle() throws IOException {
        partials.write(tree.bundlePath(), EntryBundle.encode(tree.bundle()));
        emptyJournal();
        tree.bundle().clear();
        partials.deleteOutgrown();
    }

    private void emptyJournal() throws IOException {
        files.empty(journal);
    }

    /**
     * Signs the log as it is, after committing what is staged. The note is durable before it is returned; without new
     * leaves it is the one signed before.
     */
    public synchronized SignedNote checkpoint() {
        commit();
        try {
            if (checkpoints.newest().isEmpty() || checkpoints.size() != tree.size()) {
                Checkpoint checkpoint = new Checkpoint(origin.name(), tree.size(), tree.root());
                checkpoints.write(checkpoint);
                unrecordedCheckpoint = Optional.of(checkpoint);
            }
            return checkpoints.newest().orElseThrow();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Signs the log with all that is staged, and stages the leaf that records it. One {@link #commit} makes both durable; the
     * note may be shown once that has returned. Its file is a copy: should a crash come before it is on disk, the record is
     * enough to sign the same bytes again.
     */
    public synchronized SignedNote stageCheckpoint() {
        requireUsable();
        recordCheckpoint();
        Checkpoint checkpoint = new Checkpoint(origin.name(), nextIndex(), tree.rootWith(staged));
        SignedNote note = checkpoints.stage(checkpoint);
        stageLeaf(new CheckpointSigned(checkpoint.size(), Sha256Hex.of(checkpoint.root())));
        return note;
    }

    /** What this log's owner cosigned last of the log {@code other}, whenever that was. */
    public synchronized Optional<CheckpointCosigned> lastCosigned(Origin other) {
        return Optional.ofNullable(cosigned.get(other));
    }

    /** All of {@link #lastCosigned}, in the order of the logs' names. */
    public synchronized List<CheckpointCosigned> allCosigned() {
        return cosigned.values().stream()
                .sorted(Comparator.comparing(seen -> seen.origin().name()))
                .toList();
    }

    /** The newest checkpoint of this log of which it is known that others cosigned it. */
    public synchronized Optional<CheckpointWitnessed> lastWitnessed() {
        return witnessed;
    }

    /** The checkpoint signed at {@code size}, if one was. */
    public synchronized Optional<SignedNote> signedAt(long size) {
        try {
            return checkpoints.at(size);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Shows that the log at {@code newSize} leaves, staged ones included, begins with the log at {@code oldSize}.
     *
     * @return the proof; empty from 0 leaves, as witnesses take it, and where both are the same
     */
    public synchronized List<byte[]> consistency(long oldSize, long newSize) {
        if (oldSize < 0 || oldSize > newSize || newSize > nextIndex()) {
            throw new IllegalArgumentException("from %d to %d of %d leaves".formatted(oldSize, newSize, nextIndex()));
        }
        try {
            return oldSize == 0 ? List.of() : MerkleProof.consistency(tree.hashes(files, staged), oldSize, newSize);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Durable leaves so far. */
    public synchronized long size() {
        return tree.size();
    }

    /** Leaves since the last signed checkpoint, staged ones included. */
    public synchronized long unsigned() {
        return nextIndex() - checkpoints.size();
    }

    /** The log's name. */
    public Origin origin() {
        return origin;
    }

    /** Ends the log in good order: last leaf, checkpoint, everything in bundles and tiles, the journal empty. */
    public synchronized void close(LogClose ending) {
        append(ending);
        checkpoint();
        try {
            tree.partial(partials::write);
            if (!tree.bundle().isEmpty()) {
                partials.write(tree.bundlePath(), EntryBundle.encode(tree.bundle()));
            }
            emptyJournal();
            journal.force(true);
            partials.deleteOutgrown();
        } catch (IOException e) {
            throw failed(e);
        }
        close();
    }

    /** Lets go of the files without a last leaf, as a crash would; what is only staged is lost. No-op once closed. */
    @Override
    public synchronized void close() {
        if (failure.isEmpty()) {
            failure = Optional.of(new IOException("the log is closed"));
        }
        try {
            opened.close();
        } catch (IOException e) {
            throw new AuditFailedException(e);
        }
    }

    private void requireUsable() {
        failure.ifPresent(cause -> {
            throw new AuditFailedException(cause);
        });
    }

    private AuditFailedException failed(IOException cause) {
        failure = Optional.of(cause);
        return new AuditFailedException(cause);
    }
}
