package org.fedner.node.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fedner.audit.log.LogFiles;

/**
 * Which audit log is this party's: the one whose first checkpoint lies beside its keys.
 *
 * <p>A party has one log under its name, whatever the job. Two would be two histories of one name, which is what convicts a
 * forked log, so a second one is never begun with the same keys. The folder of the log may be moved.
 */
public final class OwnLog {
    /** The file in the identity's folder: a line with the log's folder when it began, then its first checkpoint. */
    public static final String FILE = "audit-log";

    private final Path file;

    OwnLog(Path identity) {
        this.file = identity.resolve(FILE);
    }

    /**
     * Returns if {@code log} is this party's, or if it has none yet.
     *
     * @throws IdentityException if it is another one, or none where there was one
     */
    public void requireIs(Path log) throws IdentityException {
        if (!Files.exists(file)) {
            return;
        }
        String text = OwnFiles.readClosed(file);
        int line = text.indexOf('\n');
        byte[] first = text.substring(line + 1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (line >= 0 && Files.isDirectory(log) && Arrays.equals(first, firstCheckpoint(log))) {
                return;
            }
        } catch (IOException e) {
            throw unreadable(log, e);
        }
        throw new IdentityException(
                IdentityFault.OTHER_LOG,
                ("%s does not hold this party's audit log, which began in %s; a party has one log, and two would look like a forked"
                                + " one. Name its folder with 'audit' in the configuration. Only if every party of the federation"
                                + " begins anew: remove %s")
                        .formatted(log, line < 0 ? "another folder" : text.substring(0, line), file));
    }

    /** From now on {@code log} is this party's. */
    public void remember(Path log) throws IdentityException {
        if (Files.exists(file)) {
            return;
        }
        try {
            String note = new String(firstCheckpoint(log), StandardCharsets.ISO_8859_1);
            OwnFiles.write(file, log.toAbsolutePath().normalize() + "\n" + note);
        } catch (IOException e) {
            throw unreadable(log, e);
        }
    }

    private static byte[] firstCheckpoint(Path log) throws IOException {
        LogFiles files = LogFiles.list(log);
        return files.checkpoints().isEmpty()
                ? new byte[0]
                : files.read(LogFiles.checkpointName(files.checkpoints().first()));
    }

    private static IdentityException unreadable(Path log, IOException cause) {
        return new IdentityException(
                IdentityFault.UNREADABLE, "Cannot read %s; check disk, rights or path.".formatted(log), cause);
    }
}
