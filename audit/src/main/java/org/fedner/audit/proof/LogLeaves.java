package org.fedner.audit.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.EntryBundle;
import org.fedner.audit.log.JournalFile;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.TilePath;

/** The leaves of a log's directory from the first to the last, a bundle in memory at a time. */
public final class LogLeaves {

    /** Takes one leaf. */
    @FunctionalInterface
    public interface Reader {
        void leaf(String file, byte[] bytes, Leaf leaf) throws IOException;
    }

    private LogLeaves() {}

    /**
     * Reads them all, in bundles first and then in the journal. A torn last line of the journal is left out.
     *
     * @return how many there are
     * @throws AuditCorruptException if something is no leaf, or not the one that is due
     */
    public static long read(Path directory, Reader reader) throws IOException, AuditCorruptException {
        LogFiles files = LogFiles.list(directory);
        long index = 0;
        for (TilePath bundle : files.bundles()) {
            for (byte[] bytes : EntryBundle.decode(bundle, files.read(bundle.toString()))) {
                reader.leaf(bundle.toString(), bytes, decoded(bundle.toString(), bytes, index));
                index++;
            }
        }
        if (!files.hasJournal()) {
            return index;
        }
        List<JournalFile.Line> lines = JournalFile.read(directory).lines();
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.get(i).bytes();
            try {
                long seq = Leaf.decode(bytes).seq();
                if (seq < index) {
                    continue; // its bundle is written, and the journal not emptied yet
                }
            } catch (MalformedLeafException e) {
                if (i == lines.size() - 1) {
                    break;
                }
            }
            reader.leaf(JournalFile.NAME, bytes, decoded(JournalFile.NAME, bytes, index));
            index++;
        }
        return index;
    }

    private static Leaf decoded(String file, byte[] bytes, long index) throws AuditCorruptException {
        try {
            Leaf leaf = Leaf.decode(bytes);
            if (leaf.seq() != index) {
                throw new AuditCorruptException(file, "entry %d carries number %d".formatted(index, leaf.seq()));
            }
            return leaf;
        } catch (MalformedLeafException e) {
            throw new AuditCorruptException(file, "entry %d: %s".formatted(index, e.getMessage()));
        }
    }
}
