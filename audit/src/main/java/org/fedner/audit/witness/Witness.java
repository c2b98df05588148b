package org.fedner.audit.witness;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.log.MerkleProof;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.Cosignature;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;
import org.fedner.crypto.signing.SigningKey;

/**
 * Cosigns checkpoints of other logs. Never two that do not continue each other: what it cosigned last is a leaf of its own log,
 * staged before a cosignature is returned; the owner commits the log before it shows one.
 */
public final class Witness {

    /** What is wrong with a checkpoint that is not cosigned. */
    public enum Fault {
        /** No checkpoint of that log at all. */
        MALFORMED,
        /** Not signed by the log's key. */
        NOT_SIGNED,
        /** The log signed another root for the size that was cosigned: both notes together convict it. */
        FORKED,
        /** The log does not show that its new tree begins with the one that was cosigned. */
        NOT_CONTINUED
    }

    /** The answer to {@link #cosign}. */
    public sealed interface Answer {
        /** Cosigned: the checkpoint's text with this witness's line. */
        record Cosigned(Checkpoint checkpoint, SignedNote note) implements Answer {}

        /** The proof does not begin at the size that was cosigned last, which is this one. */
        record StandsAt(long size) implements Answer {}

        /** Not cosigned, and what was cosigned before, if anything was. */
        record Refused(Fault fault, Optional<SignedNote> before) implements Answer {}
    }

    private final AuditLog own;
    private final SigningKey key;
    private final InstantSource clock;

    /** Witnesses under the key of {@code own}, whose leaves are its memory. */
    public Witness(AuditLog own, SigningKey key, InstantSource clock) {
        this.own = own;
        this.key = key;
        this.clock = clock;
    }

    /** The key that verifies this witness's lines. */
    public Vkey vkey() {
        return Vkey.witnessOf(own.origin().name(), key.verifyingKey());
    }

    /** Size of the checkpoint of {@code log} that was cosigned last; 0 if none was. */
    public long standsAt(Origin log) {
        return own.lastCosigned(log).map(CheckpointCosigned::size).orElse(0L);
    }

    /**
     * Cosigns {@code note} of the log {@code logKey} if it continues what was cosigned before.
     *
     * @param oldSize where {@code proof} begins; 0 with an empty proof for a log that is seen for the first time
     */
    public Answer cosign(SignedNote note, long oldSize, List<byte[]> proof, Vkey logKey) {
        Checkpoint checkpoint;
        Origin origin;
        try {
            checkpoint = Checkpoint.parse(note.text());
            origin = new Origin(logKey.name());
            if (!checkpoint.origin().equals(logKey.name()) || checkpoint.size() < 1) {
                return new Answer.Refused(Fault.MALFORMED, Optional.empty());
            }
            note.verify(List.of(logKey));
        } catch (MalformedNoteException e) {
            return new Answer.Refused(Fault.MALFORMED, Optional.empty());
        } catch (UntrustedNoteException e) {
            return new Answer.Refused(Fault.NOT_SIGNED, Optional.empty());
        }
        Optional<CheckpointCosigned> before = own.lastCosigned(origin);
        long standsAt = before.map(CheckpointCosigned::size).orElse(0L);
        if (before.isPresent() && checkpoint.size() == standsAt) {
            return before.orElseThrow().root().equals(Sha256Hex.of(checkpoint.root()))
                    ? cosigned(checkpoint)
                    : new Answer.Refused(Fault.FORKED, before.map(CheckpointCosigned::note));
        }
        if (oldSize != standsAt || checkpoint.size() < standsAt) {
            return new Answer.StandsAt(standsAt);
        }
        if (!continues(before, checkpoint, proof)) {
            return new Answer.Refused(Fault.NOT_CONTINUED, before.map(CheckpointCosigned::note));
        }
        own.stage(CheckpointCosigned.of(checkpoint, lineOf(note, logKey)));
        return cosigned(checkpoint);
    }

    private static boolean continues(Optional<CheckpointCosigned> before, Checkpoint checkpoint, List<byte[]> proof) {
        if (before.isEmpty()) {
            return proof.isEmpty();
        }
        CheckpointCosigned old = before.orElseThrow();
        return MerkleProof.isConsistent(
                old.size(),
                checkpoint.size(),
                proof,
                HexFormat.of().parseHex(old.root().hex()),
                checkpoint.root());
    }

    private Answer cosigned(Checkpoint checkpoint) {
        long seconds = clock.instant().getEpochSecond();
        SignatureLine line = Cosignature.sign(vkey().name(), key, seconds, checkpoint.text());
        return new Answer.Cosigned(checkpoint, new SignedNote(checkpoint.text(), List.of(line)));
    }

    private static SignatureLine lineOf(SignedNote note, Vkey logKey) {
        return note.signatures().stream()
                .filter(line -> line.isBy(logKey))
                .findFirst()
                .orElseThrow();
    }
}
