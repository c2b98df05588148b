package org.fedner.audit.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.Vkey;

/**
 * The writer holds others' cosignatures of a checkpoint: of its own log, or, at a platform, of the server's. With them and the
 * witnesses' keys the checkpoint is complete, so no further file is needed to show it.
 *
 * @param origin       the log
 * @param size         leaves the checkpoint covers
 * @param root         their root
 * @param signature    the log's own
 * @param cosignatures of the witnesses, each once
 */
public record CheckpointWitnessed(
        Origin origin, long size, Sha256Hex root, NoteSignature signature, List<NoteCosignature> cosignatures)
        implements Event {

    /** More lines do not fit beside the log's own in one note. */
    public static final int MOST = SignedNote.MAX_SIGNATURES - 1;

    public CheckpointWitnessed {
        Bounds.requireCount("size", size);
        cosignatures = List.copyOf(cosignatures);
        if (cosignatures.isEmpty() || cosignatures.size() > MOST) {
            throw new IllegalArgumentException("1 to %d cosignatures, not %d".formatted(MOST, cosignatures.size()));
        }
    }

    /** Of a checkpoint, the line with which its log signed it, and its witnesses' lines. */
    public static CheckpointWitnessed of(Checkpoint checkpoint, SignatureLine own, Collection<SignatureLine> lines) {
        return new CheckpointWitnessed(
                new Origin(checkpoint.origin()),
                checkpoint.size(),
                Sha256Hex.of(checkpoint.root()),
                NoteSignature.of(own),
                lines.stream().map(NoteCosignature::of).toList());
    }

    /** The note with the lines of those of {@code witnesses} whose key ids are among the cosignatures. */
    public SignedNote note(Collection<Vkey> witnesses) {
        SignedNote signed = CheckpointCosigned.note(origin, size, root, signature);
        List<SignatureLine> lines = new ArrayList<>(signed.signatures());
        for (NoteCosignature cosignature : cosignatures) {
            byte[] blob = HexFormat.of().parseHex(cosignature.hex());
            for (Vkey witness : witnesses) {
                SignatureLine line = SignatureLine.of(witness.name(), blob);
                if (line.isBy(witness)) {
                    lines.add(line);
                }
            }
        }
        return new SignedNote(
                signed.text(),
                lines.stream().distinct().limit(SignedNote.MAX_SIGNATURES).toList());
    }
}
