package org.fedner.node.witnessing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignedNote;
import org.fedner.model.parameters.AtomicFile;

/**
 * Two checkpoints of one log that do not belong to one history, as files for {@code fedner audit compare}: signed notes, one
 * after the other, each ended by an empty line.
 */
final class ForkEvidence {
    private final Path folder;

    ForkEvidence(Path folder) {
        this.folder = folder;
    }

    /** On disk when it returns; the name of the file. */
    private Path write(String owner, long size, SignedNote shown, Optional<SignedNote> before) throws IOException {
        Path file = folder.resolve("log-of-%s-at-%d.notes".formatted(owner, size));
        StringBuilder text = new StringBuilder();
        before.ifPresent(note -> text.append(text(note)));
        text.append(text(shown));
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /** As {@link #write}, for one who goes on: says where they are, or that they could not be kept. */
    String keep(String owner, SignedNote shown, Optional<SignedNote> before) {
        long size = CheckpointNotes.checkpoint(shown).map(Checkpoint::size).orElse(0L);
        try {
            return "Both checkpoints are in " + write(owner, size, shown, before);
        } catch (IOException e) {
            return "The checkpoints could not be written, but the older one is in this party's audit log";
        }
    }

    private static String text(SignedNote note) {
        return new String(note.encode(), StandardCharsets.UTF_8) + "\n";
    }
}
