package org.fedner.audit.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/** Every signed checkpoint against the leaves before it: form, trusted signature, root. */
final class CheckpointCheck {

    private final LogFiles files;
    private final TrustPolicy policy;
    private final Findings findings;
    private String origin = "";
    private long verified;
    private long provenLeaves;
    private long unknownLines;
    private boolean rootDiffered;
    private boolean accepted;
    private final SortedMap<Long, Long> missing = new TreeMap<>(); // size of a recorded checkpoint, index of the record

    CheckpointCheck(LogFiles files, TrustPolicy policy, Findings findings) {
        this.files = files;
        this.policy = policy;
        this.findings = findings;
    }

    /** The tree has grown to {@code size}; if that was signed, the root must be {@code root}. */
    void at(long size, byte[] root) {
        String name = LogFiles.checkpointName(size);
        Optional<Checkpoint> trusted = read(name);
        if (trusted.isEmpty()) {
            return;
        }
        Checkpoint signed = trusted.orElseThrow();
        if (signed.size() != size) {
            findings.add("checkpoint", name, 1, "is a checkpoint of %d leaves".formatted(signed.size()));
        } else if (!Arrays.equals(signed.root(), root)) {
            if (!rootDiffered) {
                findings.add(
                        "root",
                        name,
                        size,
                        "the leaves %d to %d are not those that were signed".formatted(provenLeaves, size - 1));
            }
            rootDiffered = true;
        } else {
            provenLeaves = size;
            verified++;
        }
    }

    private Optional<Checkpoint> read(String name) {
        try {
            SignedNote note = SignedNote.parse(files.read(name));
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (!origin.isEmpty() && !origin.equals(checkpoint.origin())) {
                findings.add("checkpoint", name, 0, "names another log than the leaves");
                return Optional.empty();
            }
            origin = checkpoint.origin();
            List<Vkey> signers = note.verify(policy.keysFor(origin));
            if (signers.stream().noneMatch(signer -> policy.logs().contains(signer))) {
                findings.add("signature", name, -1, "not signed by the log's trusted key");
                return Optional.empty();
            }
            accepted |= policy.accepts(origin, signers)
                    && name.endsWith("/" + files.checkpoints().last());
            unknownLines += note.signatures().size() - signers.size();
            return Optional.of(checkpoint);
        } catch (MalformedNoteException e) {
            findings.add("checkpoint", name, -1, e.getMessage());
        } catch (UntrustedNoteException e) {
            findings.add("signature", name, -1, e.getMessage());
        } catch (IOException e) {
            findings.add("files", name, -1, "cannot be read");
        }
        return Optional.empty();
    }

    /** A leaf says that a checkpoint was signed: its file must be there, and its root was checked on the way. */
    void on(String file, Leaf leaf) {
        if (origin.isEmpty()) {
            origin = leaf.log().name();
        }
        if (leaf.event() instanceof CheckpointWitnessed witnessed
                && witnessed.origin().equals(leaf.log())) {
            on(file, leaf, new CheckpointSigned(witnessed.size(), witnessed.root()));
        } else if (leaf.event() instanceof CheckpointSigned signed) {
            on(file, leaf, signed);
        }
    }

    private void on(String file, Leaf leaf, CheckpointSigned signed) {
        if (!files.checkpoints().contains(signed.size())) {
            missing.putIfAbsent(signed.size(), leaf.seq());
        } else if (!isRootOf(signed)) {
            findings.add("root", file, leaf.seq(), "states another root than the checkpoint it speaks of");
        }
    }

    private boolean isRootOf(CheckpointSigned signed) {
        try {
            SignedNote note = SignedNote.parse(files.read(LogFiles.checkpointName(signed.size())));
            return Sha256Hex.of(Checkpoint.parse(note.text()).root()).equals(signed.root());
        } catch (MalformedNoteException | IOException e) {
            return true; // that file has a finding of its own
        }
    }

    /**
     * Checkpoints of which a leaf speaks and that are not there. A crash may come between the record and the file of the last
     * ones; the writer makes them again.
     *
     * @return what is no fault in an open log
     */
    List<String> missing(boolean closed) {
        List<String> notices = new ArrayList<>();
        long last = files.checkpoints().isEmpty() ? 0 : files.checkpoints().last();
        missing.forEach((size, leaf) -> {
            String name = LogFiles.checkpointName(size);
            if (closed || size < last) {
                findings.add("files", name, leaf, "missing, although leaf %d says it was signed".formatted(leaf));
            } else {
                notices.add(name + ": recorded and not yet written; the writer will make it again");
            }
        });
        return notices;
    }

    /** The file {@code checkpoint}: in a closed log the newest, in an open one any that was signed. */
    void newest(long size, boolean closed) {
        if (files.checkpoints().isEmpty()) {
            findings.add("files", "checkpoints", -1, "no checkpoint: nothing in this log is signed");
            return;
        }
        long last = files.checkpoints().last();
        if (last > size) {
            findings.add(
                    "root",
                    LogFiles.checkpointName(last),
                    -1,
                    "signed for %d leaves, but there are only %d".formatted(last, size));
        }
        if (closed && last != size) {
            findings.add("files", LogFiles.checkpointName(size), -1, "missing, although the log was closed with it");
        }
        try {
            if (!files.hasCheckpoint()) {
                findings.add("files", LogFiles.CHECKPOINT, -1, "missing");
                return;
            }
            byte[] newest = files.read(LogFiles.CHECKPOINT);
            boolean found = Arrays.equals(newest, files.read(LogFiles.checkpointName(last)));
            if (!found && !closed) {
                long older = Checkpoint.parse(SignedNote.parse(newest).text()).size();
                found = files.checkpoints().contains(older)
                        && Arrays.equals(newest, files.read(LogFiles.checkpointName(older)));
            }
            if (!found) {
                findings.add("checkpoint", LogFiles.CHECKPOINT, -1, "differs from " + LogFiles.checkpointName(last));
            }
        } catch (MalformedNoteException e) {
            findings.add("checkpoint", LogFiles.CHECKPOINT, -1, e.getMessage());
        } catch (IOException e) {
            findings.add("files", LogFiles.CHECKPOINT, -1, "cannot be read");
        }
    }

    /** The log's name, from its first leaf or checkpoint; empty before. */
    String origin() {
        return origin;
    }

    /** Whether the newest checkpoint's own file satisfies the policy's quorum. */
    boolean newestIsAccepted() {
        return accepted;
    }

    /** Checkpoints that hold. */
    long verified() {
        return verified;
    }

    /** Leaves below this index are those that were signed. */
    long provenLeaves() {
        return provenLeaves;
    }

    /** Signature lines of keys the policy does not name: they say nothing, and nobody checked them. */
    long unknownLines() {
        return unknownLines;
    }
}
