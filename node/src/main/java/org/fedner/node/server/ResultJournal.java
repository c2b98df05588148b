package org.fedner.node.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import org.fedner.crypto.expansion.Sha256;

/**
 * What the server must still know after a crash, since its last state file: the epoch and every result or void.
 *
 * <p>An entry is durable when {@link #append} returns; the server sends the first copy of a result only after that. An entry
 * is {@code u32 length | u8 kind | u32 check | payload | SHA-256(kind, payload)}, where the check is the beginning of
 * SHA-256(length, kind). A torn last entry is cut off on opening, since its append never returned; a damaged entry before the
 * last is refused. The check tells the two apart: without it a damaged length would look like an entry that never became
 * whole, and everything after it would be lost in silence.
 */
final class ResultJournal implements Closeable {
    private static final int DIGEST_BYTES = 32;
    private static final int CHECKED_BYTES = 5;
    private static final int HEADER_BYTES = CHECKED_BYTES + Integer.BYTES;
    private static final int MOST_PAYLOAD_BYTES = 1 << 30;

    /** What an entry holds. */
    enum Kind {
        /** The number of an epoch about to be proposed. */
        PROPOSED,
        EPOCH,
        /** A training round's sum. */
        RESULT,
        /** An outcome that leaves the shared state as it is: a size round's sum. */
        SIZES,
        VOID,
        /** The number of an epoch about to be prepared beside the present one. */
        RESERVED,
        /** Somebody has heard that the job is done. */
        HEARD
    }

    /** One durable entry. */
    record Entry(Kind kind, byte[] payload) {}

    /** A damaged entry in the middle of the journal. */
    static final class DamagedJournalException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedJournalException(Path file, long position) {
            super(file.getFileName() + ": entry at byte " + position + " is damaged");
        }
    }

    /** Takes one entry after the other, oldest first; only the present one has to be in memory. */
    interface Reader<E extends Exception> {
        void take(Entry entry) throws E;
    }

    private final FileChannel channel;

    private ResultJournal(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens or creates {@code file} and reads what is durable in it. */
    static <E extends Exception> ResultJournal open(Path file, Reader<E> reader) throws IOException, E {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean whole = false;
        try {
            long end = read(channel, file, reader);
            channel.truncate(end);
            channel.position(end);
            whole = true;
        } finally {
            if (!whole) {
                channel.close();
            }
        }
        return new ResultJournal(channel);
    }

    /** A new one in the place of whatever lies there. */
    static ResultJournal create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return open(file, entry -> {});
    }

    /** What is durable in {@code file}, which stays as it is, whoever writes it. */
    static <E extends Exception> void read(Path file, Reader<E> reader) throws IOException, E {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            read(channel, file, reader);
        }
    }

    /** Returns the position after the last whole entry. */
    private static <E extends Exception> long read(FileChannel channel, Path file, Reader<E> reader)
            throws IOException, E {
        InputStream in = Channels.newInputStream(channel);
        long size = channel.size();
        long end = 0;
        while (end < size) {
            long next = read(in, file, end, size, reader);
            if (next < 0) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** Returns the position after the entry, or -1 for a torn last entry. */
    private static <E extends Exception> long read(InputStream in, Path file, long start, long size, Reader<E> reader)
            throws IOException, E {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) {
            return -1;
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int length = fields.getInt();
        byte kind = fields.get();
        if (!Arrays.equals(header, header(length, kind)) || length < 0 || length > MOST_PAYLOAD_BYTES) {
            throw new DamagedJournalException(file, start);
        }
        long end = start + HEADER_BYTES + (long) length + DIGEST_BYTES;
        if (end > size) {
            return -1;
        }
        byte[] payload = in.readNBytes(length);
        byte[] digest = in.readNBytes(DIGEST_BYTES);
        boolean whole = MessageDigest.isEqual(digest, Sha256.of(new byte[] {kind}, payload))
                && kind >= 0
                && kind < Kind.values().length;
        if (!whole && end == size) {
            return -1;
        }
        if (!whole) {
            throw new DamagedJournalException(file, start);
        }
        reader.take(new Entry(Kind.values()[kind], payload));
        return end;
    }

    private static byte[] header(int length, byte kind) {
        byte[] checked =
                ByteBuffer.allocate(CHECKED_BYTES).putInt(length).put(kind).array();
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(checked)
                .put(Sha256.of(checked), 0, Integer.BYTES)
                .array();
    }

    /** Appends and forces one entry. */
    void append(Kind kind, byte[] payload) throws IOException {
        byte[] tag = {(byte) kind.ordinal()};
        ByteBuffer[] parts = {
            ByteBuffer.wrap(header(payload.length, tag[0])),
            ByteBuffer.wrap(payload),
            ByteBuffer.wrap(Sha256.of(tag, payload))
        };
        while (Arrays.stream(parts).anyMatch(ByteBuffer::hasRemaining)) {
            channel.write(parts);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
