package org.fedner.node.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        for (Path journal : journals(folder)) {
            largest = Math.max(largest, largestIn(journal));
        }
        return largest;
    }

    private static long largestIn(Path journal) throws IOException {
        long[] largest = {0};
        ResultJournal.read(journal, entry -> {
            if (entry.kind() == ResultJournal.Kind.PROPOSED || entry.kind() == ResultJournal.Kind.RESERVED) {
                largest[0] =
                        Math.max(largest[0], ByteBuffer.wrap(entry.payload()).getLong());
            }
        });
        return largest[0];
    }

    /** Durable when this returns, before anyone hears the number. */
    static void diagnoses(Path folder, long number) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(
                folder.resolve(FILE),
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** All that there are: one may be left of a state that was never written. */
    private static List<Path> journals(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(JOURNAL + "[0-9]{1,18}"))
                    .toList();
        }
    }
}
