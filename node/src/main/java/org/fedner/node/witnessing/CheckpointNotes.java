package org.fedner.node.witnessing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.ConsistencyClaim;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;
import org.fedner.crypto.expansion.Digest;

/** Reading and joining the notes that travel. */
final class CheckpointNotes {
    private CheckpointNotes() {}

    static Optional<Checkpoint> checkpoint(SignedNote note) {
        try {
            return Optional.of(Checkpoint.parse(note.text()));
        } catch (MalformedNoteException e) {
            return Optional.empty();
        }
    }

    /** Those lines of {@code note} that are right signatures of {@code keys}, at most one of each. */
    static List<SignatureLine> linesBy(Collection<Vkey> keys, SignedNote note) {
        List<SignatureLine> lines = new ArrayList<>();
        for (Vkey key : keys) {
            note.signatures().stream()
                    .filter(line -> line.isBy(key))
                    .filter(line -> isRight(key, new SignedNote(note.text(), List.of(line))))
                    .findFirst()
                    .ifPresent(lines::add);
        }
        return lines;
    }

    private static boolean isRight(Vkey key, SignedNote note) {
        try {
            return note.verify(List.of(key)).contains(key);
        } catch (UntrustedNoteException e) {
            return false;
        }
    }

    /** What a log writes about a checkpoint that others cosigned. */
    static CheckpointWitnessed witnessed(SignedNote signed, Vkey log, Collection<SignatureLine> lines) {
        SignatureLine own = signed.signatures().stream()
                .filter(line -> line.isBy(log))
                .findFirst()
                .orElseThrow();
        return CheckpointWitnessed.of(checkpoint(signed).orElseThrow(), own, lines);
    }

    static ByteString bytes(SignedNote note) {
        return ByteString.of(note.encode());
    }

    static ConsistencyClaim claim(SignedNote note, long oldSize, List<byte[]> proof) {
        return new ConsistencyClaim(
                bytes(note), oldSize, proof.stream().map(Digest::new).toList());
    }

    static List<byte[]> proof(ConsistencyClaim claim) {
        return claim.proof().stream().map(Digest::bytes).toList();
    }
}
