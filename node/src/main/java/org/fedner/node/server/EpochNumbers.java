package org.fedner.node.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.model.parameters.AtomicFile;

/**
 * The numbers of the epochs ever proposed from a folder of checkpoints, where a diagnosis follows a job and the job goes on
 * after it: platforms accept increasing ones only. A diagnosis keeps its own in a file beside the job's journal, which it reads
 * and never writes.
 */
final class EpochNumbers {
    private static final String FILE = "diagnosis-epoch";
    private static final String JOURNAL = "journal-";

    private EpochNumbers() {}

    /** The largest that a diagnosis proposed, 0 if none did. */
    static long ofDiagnoses(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return 0;
        }
        ByteBuffer number = ByteBuffer.wrap(Files.readAllBytes(file));
        if (number.remaining() != Long.BYTES || number.getLong(0) < 1) {
            throw new ResultJournal.DamagedJournalException(file, 0);
        }
        return number.getLong();
    }

    /** The largest that was proposed at all. */
    static long largest(Path folder) throws IOException {
        long largest = ofDiagnoses(folder);
        Optional<Path> journal = newestJournal(folder);
        if (journal.isPresent()) {
            for (ResultJournal.Entry entry : ResultJournal.read(journal.get())) {
                if (entry.kind() == ResultJournal.Kind.PROPOSED || entry.kind() == ResultJournal.Kind.RESERVED) {
                    largest = Math.max(largest, ByteBuffer.wrap(entry.payload()).getLong());
                }
            }
        }
        return largest;
    }

    /** Durable when this returns, before anyone hears the number. */
    static void diagnoses(Path folder, long number) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(
                folder.resolve(FILE),
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static Optional<Path> newestJournal(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(JOURNAL + "[0-9]{1,18}"))
                    .max(Comparator.comparingLong(EpochNumbers::generation));
        }
    }

    private static long generation(Path journal) {
        return Long.parseLong(journal.getFileName().toString().substring(JOURNAL.length()));
    }
}
