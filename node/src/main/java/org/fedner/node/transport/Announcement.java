package org.fedner.node.transport;

import java.nio.ByteBuffer;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;

/**
 * Which message travels in chunks, and how much of it is at its reader's: {@code sha256 32 | length u32 | at u32}.
 *
 * @param digest SHA-256 of the whole message
 * @param lengthBytes of the whole message, more than one chunk
 * @param atBytes how many bytes its reader has; the next one sent is that one
 */
record Announcement(Digest digest, int lengthBytes, int atBytes) {
    static final int BYTES = Sha256.DIGEST_BYTES + 2 * Integer.BYTES;

    Announcement {
        if (!isPossible(lengthBytes, atBytes)) {
            throw new IllegalArgumentException("no message of %d bytes goes on at %d".formatted(lengthBytes, atBytes));
        }
    }

    private static boolean isPossible(int lengthBytes, int atBytes) {
        return lengthBytes > Frame.CHUNK_BYTES && atBytes >= 0 && atBytes < lengthBytes;
    }

    static Announcement parse(byte[] body) throws FrameException {
        if (body.length != BYTES) {
            throw new FrameException(DisconnectReason.MALFORMED_FRAME);
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] digest = new byte[Sha256.DIGEST_BYTES];
        in.get(digest);
        int length = in.getInt();
        int at = in.getInt();
        if (!isPossible(length, at)) { // 2^31 and above, too
            throw new FrameException(DisconnectReason.MALFORMED_FRAME);
        }
        return new Announcement(new Digest(digest), length, at);
    }

    Frame in(FrameType type) {
        return new Frame(
                type,
                ByteBuffer.allocate(BYTES)
                        .put(digest.bytes())
                        .putInt(lengthBytes)
                        .putInt(atBytes)
                        .array());
    }

    boolean isOfSameMessage(Announcement other) {
        return lengthBytes == other.lengthBytes && digest.equals(other.digest);
    }
}
