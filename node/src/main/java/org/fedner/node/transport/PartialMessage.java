package org.fedner.node.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;

/**
 * What has come of a message in chunks. Memory grows with what came and not with what was announced: at most twice it, and
 * never more than the message. One thread at a time.
 */
final class PartialMessage {
    private final Digest digest;
    private final int lengthBytes;
    private final long era;
    private final Sha256 hash = new Sha256();
    private byte[] bytes = new byte[Frame.CHUNK_BYTES];
    private int heldBytes;
    private long touchedNanos;

    /** Nothing yet; {@code era} is the one of {@link PartialMessages} in which it began. */
    PartialMessage(Announcement announced, long era, long nowNanos) {
        this.digest = announced.digest();
        this.lengthBytes = announced.lengthBytes();
        this.era = era;
        this.touchedNanos = nowNanos;
    }

    /**
     * Takes the body of a CHUNK.
     *
     * @throws FrameException if it does not follow what is here, is empty or goes past the announced end, or if the message is
     *     whole with it and not the announced one
     */
    void append(byte[] chunk, long nowNanos) throws FrameException {
        int length = chunk.length - Integer.BYTES;
        if (length < 1) {
            throw new FrameException(DisconnectReason.MALFORMED_FRAME);
        }
        if (ByteBuffer.wrap(chunk).getInt() != heldBytes || length > lengthBytes - heldBytes) {
            throw new FrameException(DisconnectReason.CHUNK_MISPLACED);
        }
        if (heldBytes + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(lengthBytes, Math.max(2L * bytes.length, heldBytes + length)));
        }
        System.arraycopy(chunk, Integer.BYTES, bytes, heldBytes, length);
        hash.update(chunk, Integer.BYTES, length);
        heldBytes += length;
        touchedNanos = nowNanos;
        if (isWhole() && !new Digest(hash.finish()).equals(digest)) {
            throw new FrameException(DisconnectReason.DIGEST_DIFFERS);
        }
    }

    boolean isWhole() {
        return heldBytes == lengthBytes;
    }

    /** The whole message; the array is handed over. */
    byte[] message() {
        return bytes.length == lengthBytes ? bytes : Arrays.copyOf(bytes, lengthBytes);
    }

    int heldBytes() {
        return heldBytes;
    }

    /** What is to be said of it to whoever can send the rest. */
    Announcement announcement() {
        return new Announcement(digest, lengthBytes, heldBytes);
    }

    long era() {
        return era;
    }

    long touchedNanos() {
        return touchedNanos;
    }
}
