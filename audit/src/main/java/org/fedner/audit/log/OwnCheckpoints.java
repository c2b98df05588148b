package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.SignedNote;

/** The checkpoints that a log's owner signed, and their files: one of each size, and the newest one again. Confined to its log. */
final class OwnCheckpoints {
    private static final int MOST_RECENT = 4;

    private final DurableFiles files;
    private final NoteSigner signer;
    private final SortedMap<Long, SignedNote> unwritten = new TreeMap<>(); // recorded, their files not yet written
    private final SortedMap<Long, SignedNote> recent = new TreeMap<>(); // staged last; cosignatures come a round late
    private Optional<SignedNote> newest = Optional.empty();
    private long size;

    /** @param lost recorded by a leaf that is durable, but without a file: signed again, to the same bytes */
    OwnCheckpoints(DurableFiles files, NoteSigner signer, LogFiles listed, List<Checkpoint> lost) throws IOException {
        this.files = files;
        this.signer = signer;
        SortedSet<Long> signed = new TreeSet<>(listed.checkpoints());
        for (Checkpoint checkpoint : lost) {
            files.write(
                    LogFiles.checkpointName(checkpoint.size()),
                    signer.sign(checkpoint.text()).encode());
            signed.add(checkpoint.size());
        }
        if (!signed.isEmpty()) {
            size = signed.last();
            byte[] note = listed.read(LogFiles.checkpointName(size));
            files.replace(LogFiles.CHECKPOINT, note);
            newest = Optional.of(parse(note));
        }
    }

    /** Leaves under the newest one; 0 when there is none. */
    long size() {
        return size;
    }

    Optional<SignedNote> newest() {
        return newest;
    }

    /** Signs; the files are durable when this returns. */
    void write(Checkpoint checkpoint) throws IOException {
        SignedNote note = signer.sign(checkpoint.text());
        files.write(LogFiles.checkpointName(checkpoint.size()), note.encode());
        files.replace(LogFiles.CHECKPOINT, note.encode());
        become(checkpoint, note);
    }

    /** Signs; the files come with {@link #writeStaged}. */
    SignedNote stage(Checkpoint checkpoint) {
        SignedNote note = signer.sign(checkpoint.text());
        unwritten.put(checkpoint.size(), note);
        recent.put(checkpoint.size(), note);
        if (recent.size() > MOST_RECENT) {
            recent.remove(recent.firstKey());
        }
        become(checkpoint, note);
        return note;
    }

    private void become(Checkpoint checkpoint, SignedNote note) {
        size = checkpoint.size();
        newest = Optional.of(note);
    }

    /** Copies of what is durable in the journal, and so without a force of their own. */
    void writeStaged() throws IOException {
        for (Map.Entry<Long, SignedNote> note : unwritten.entrySet()) {
            files.replace(
                    LogFiles.checkpointName(note.getKey()), note.getValue().encode());
        }
        if (!unwritten.isEmpty()) {
            files.replace(
                    LogFiles.CHECKPOINT, unwritten.get(unwritten.lastKey()).encode());
            unwritten.clear();
        }
    }

    /** The one over so many leaves, if it was signed. */
    Optional<SignedNote> at(long leaves) throws IOException {
        if (leaves < 1 || leaves > size) {
            return Optional.empty();
        }
        if (recent.containsKey(leaves)) {
            return Optional.of(recent.get(leaves));
        }
        Path file = files.resolve(LogFiles.checkpointName(leaves));
        return Files.exists(file) ? Optional.of(parse(Files.readAllBytes(file))) : Optional.empty();
    }

    private static SignedNote parse(byte[] note) throws IOException {
        try {
            return SignedNote.parse(note);
        } catch (MalformedNoteException e) {
            throw new IOException("a checkpoint that was just verified no longer parses", e);
        }
    }
}
