package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.MalformedLeafException;

/**
 * The leaves of a log, open or closed, for who wants to know what they say. Nothing about them is verified: that is {@code
 * audit.verify}.
 */
public final class LogLeaves {
    private LogLeaves() {}

    /**
     * In their order; none where there is no log. A line that a crash tore is left out.
     *
     * @throws AuditCorruptException if a file cannot be understood
     */
    public static List<Leaf> read(Path directory) throws IOException, AuditCorruptException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        LogFiles files = LogFiles.list(directory);
        List<Leaf> leaves = new ArrayList<>();
        for (TilePath bundle : files.bundles()) {
            for (byte[] bytes : EntryBundle.decode(bundle, files.read(bundle.toString()))) {
                leaves.add(leaf(bundle.toString(), bytes));
            }
        }
        if (files.hasJournal()) {
            List<JournalFile.Line> lines = JournalFile.read(directory).lines();
            for (int i = 0; i < lines.size(); i++) {
                try {
                    Leaf leaf = Leaf.decode(lines.get(i).bytes());
                    if (leaf.seq() >= leaves.size()) { // else it is in the last bundle as well
                        leaves.add(leaf);
                    }
                } catch (MalformedLeafException e) {
                    if (i < lines.size() - 1) {
                        throw new AuditCorruptException(JournalFile.NAME, "line %d is no leaf".formatted(i + 1));
                    }
                }
            }
        }
        return leaves;
    }

    private static Leaf leaf(String file, byte[] bytes) throws AuditCorruptException {
        try {
            return Leaf.decode(bytes);
        } catch (MalformedLeafException e) {
            throw new AuditCorruptException(file, "holds what is no leaf");
        }
    }
}
