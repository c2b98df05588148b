package org.fedner.audit.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.MerkleProof;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.Vkey;

/** A log read once, to prove single events of it. */
public final class Prover {

    private final LogFiles files;
    private final LeafTree tree = new LeafTree();
    private final Map<Long, byte[]> leaves = new HashMap<>();
    private final TreeMap<Long, CheckpointWitnessed> witnessed = new TreeMap<>();

    /** Which leaves are to be proved. */
    @FunctionalInterface
    public interface Choice {
        boolean takes(Leaf leaf);
    }

    private Prover(LogFiles files) {
        this.files = files;
    }

    /** Reads the log in {@code directory} and keeps the leaves that {@code choice} takes. */
    public static Prover of(Path directory, Choice choice) throws IOException, AuditCorruptException {
        Prover prover = new Prover(LogFiles.list(directory));
        LogLeaves.read(directory, (file, bytes, leaf) -> {
            prover.tree.append(bytes);
            if (choice.takes(leaf)) {
                prover.leaves.put(leaf.seq(), bytes);
            }
            if (leaf.event() instanceof CheckpointWitnessed seen
                    && seen.origin().equals(leaf.log())) {
                prover.witnessed.put(seen.size(), seen);
            }
        });
        return prover;
    }

    /** Indices of the leaves that were chosen, ascending. */
    public List<Long> chosen() {
        return leaves.keySet().stream().sorted().toList();
    }

    /** The bytes of a chosen leaf. */
    public byte[] leaf(long index) {
        return leaves.get(index).clone();
    }

    /** Whether some checkpoint covers that leaf. */
    public boolean isSigned(long index) {
        return !files.checkpoints().tailSet(index + 1).isEmpty();
    }

    /**
     * Proves a leaf under the first checkpoint that others cosigned, or, where there is none, the first one signed.
     *
     * @param witnesses whose lines are put under the checkpoint
     */
    public TlogProof prove(long index, List<Vkey> witnesses) throws IOException, MalformedNoteException {
        Map.Entry<Long, CheckpointWitnessed> seen = witnessed.ceilingEntry(index + 1);
        long size = seen != null
                ? seen.getKey()
                : files.checkpoints().tailSet(index + 1).first();
        SignedNote note = SignedNote.parse(files.read(LogFiles.checkpointName(size)));
        if (seen != null) {
            note = seen.getValue().note(witnesses);
        }
        return new TlogProof(index, new ArrayList<>(MerkleProof.inclusion(tree, index, size)), note);
    }
}
