package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tail of a log as it lies on disk: one leaf a line. A leaf never contains a newline, since JSON escapes it.
 *
 * @param lines       complete lines, without their newline
 * @param lengthBytes of the file
 */
public record JournalFile(List<Line> lines, long lengthBytes) {

    /** Name of the file. */
    public static final String NAME = "journal.jsonl";

    /** The writer never leaves more than one bundle of leaves here. */
    private static final long MAX_BYTES = 257L * 65_536;

    /**
     * A complete line.
     *
     * @param offset of its first byte in the file
     */
    public record Line(long offset, byte[] bytes) {
        /** Offset of the byte after its newline. */
        public long end() {
            return offset + bytes.length + 1;
        }
    }

    /** Reads the journal of the log in {@code directory}. */
    public static JournalFile read(Path directory) throws IOException, AuditCorruptException {
        Path file = directory.resolve(NAME);
        if (Files.size(file) > MAX_BYTES) {
            throw new AuditCorruptException(NAME, "longer than " + MAX_BYTES + " bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                lines.add(new Line(from, Arrays.copyOfRange(bytes, from, at)));
                from = at + 1;
            }
        }
        return new JournalFile(lines, bytes.length);
    }

    /** Offset after the last complete line; what follows is torn. */
    public long completeBytes() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).end();
    }
}
