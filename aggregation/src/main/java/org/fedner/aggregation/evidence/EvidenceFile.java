package org.fedner.aggregation.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.WireMessage;

/**
 * A file of evidence: a row of exhibits, which may grow at its end.
 *
 * <pre>
 * "fedner evidence\n"[16]
 * Exhibit[]:  uint8 kind; opaque bytes&lt;1..2^31-1&gt;
 * </pre>
 *
 * <p>Exhibits are read one at a time, so that a round of any size is judged in the memory of a few vectors.
 */
public final class EvidenceFile {

    private static final byte[] MAGIC = "fedner evidence\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final int LARGEST_BYTES = WireMessage.MAX_BULK_BYTES + (1 << 16);

    private final InputStream in;
    private long position = MAGIC.length;

    /**
     * Begins to read a file; the stream remains the caller's.
     *
     * @throws MalformedMessageException if it is no file of evidence
     */
    public EvidenceFile(InputStream in) throws IOException, MalformedMessageException {
        this.in = in;
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new MalformedMessageException("not a file of evidence");
        }
    }

    /** A whole file. */
    public static byte[] encode(List<Exhibit> exhibits) {
        byte[] row = row(exhibits);
        return ByteBuffer.allocate(MAGIC.length + row.length)
                .put(MAGIC)
                .put(row)
                .array();
    }

    /** What is put at the end of a file that grows. */
    public static byte[] row(List<Exhibit> exhibits) {
        List<byte[]> encoded = exhibits.stream().map(Exhibit::bytes).toList();
        int size =
                encoded.stream().mapToInt(bytes -> HEADER_BYTES + bytes.length).reduce(0, Math::addExact);
        ByteBuffer out = ByteBuffer.allocate(size);
        for (int i = 0; i < exhibits.size(); i++) {
            out.put((byte) exhibits.get(i).kind()).putInt(encoded.get(i).length).put(encoded.get(i));
        }
        return out.array();
    }

    /**
     * The next exhibit; empty at the end.
     *
     * @throws MalformedMessageException if the file is damaged or cut here; what was read before is good
     */
    public Optional<Exhibit> next() throws IOException, MalformedMessageException {
        int kind = in.read();
        if (kind < 0) {
            return Optional.empty();
        }
        byte[] length = in.readNBytes(Integer.BYTES);
        int bytes = length.length < Integer.BYTES ? 0 : ByteBuffer.wrap(length).getInt();
        if (bytes < 1 || bytes > LARGEST_BYTES) {
            throw new MalformedMessageException("an exhibit is cut or has no length");
        }
        byte[] exhibit = in.readNBytes(bytes);
        if (exhibit.length < bytes) {
            throw new MalformedMessageException("the last exhibit is cut");
        }
        Exhibit decoded = Exhibit.decode(kind, exhibit);
        position += HEADER_BYTES + bytes;
        return Optional.of(decoded);
    }

    /** Bytes of the file up to the end of the last whole exhibit. */
    public long position() {
        return position;
    }
}
