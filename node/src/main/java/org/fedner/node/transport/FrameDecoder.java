package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Turns bytes as they come into whole frames, one at a time; used by one thread.
 *
 * <p>Memory: at most one frame under way, and none of it is allocated before its length has passed the cap. Messages are refused
 * altogether until {@link #allowMessages} (the peer has been let in then). Where they may come in chunks, no frame is longer than one.
 */
final class FrameDecoder {
    /** Most bytes of type and body of every frame but DATA and CHUNK. */
    static final int LARGEST_CONTROL_FRAME = 64;

    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
    private int largestData = -1; // refused
    private boolean chunked;
    private Optional<FrameType> type = Optional.empty();
    private byte[] body = Frame.EMPTY;
    private int filled;

    void allowMessages(int largestMessageBytes, boolean inChunks) {
        chunked = inChunks;
        largestData = inChunks ? Math.min(largestMessageBytes, Frame.CHUNK_BYTES) : largestMessageBytes;
    }

    /** Whether the stream stands between two frames. */
    boolean isBetweenFrames() {
        return type.isEmpty() && header.position() == 0;
    }

    /**
     * Consumes bytes of {@code in} up to the end of one frame.
     *
     * @return the frame that became complete; empty when {@code in} is used up
     */
    Optional<Frame> next(ByteBuf in) throws FrameException {
        if (type.isEmpty()) {
            while (header.hasRemaining() && in.isReadable()) {
                header.put(in.readByte());
            }
            if (header.hasRemaining()) {
                return Optional.empty();
            }
            begin(header.getInt(0), header.get(Frame.HEADER_BYTES - 1) & 0xff);
        }
        int now = Math.min(in.readableBytes(), body.length - filled);
        in.readBytes(body, filled, now);
        filled += now;
        if (filled < body.length) {
            return Optional.empty();
        }
        Frame frame = new Frame(type.orElseThrow(), body);
        header.clear();
        type = Optional.empty();
        body = Frame.EMPTY;
        filled = 0;
        return Optional.of(frame);
    }

    private void begin(int length, int code) throws FrameException {
        FrameType begun =
                FrameType.ofCode(code).orElseThrow(() -> new FrameException(DisconnectReason.MALFORMED_FRAME));
        if (begun == FrameType.DATA && largestData < 0 || begun.isOfChunks() && !chunked) {
            throw new FrameException(DisconnectReason.MALFORMED_FRAME);
        }
        long largest =
                switch (begun) {
                    case DATA -> largestData + 1L;
                    case CHUNK -> Frame.CHUNK_BYTES + Integer.BYTES + 1L;
                    default -> LARGEST_CONTROL_FRAME;
                };
        if (length < 1) { // zero, or 2^31 and above
            throw new FrameException(length == 0 ? DisconnectReason.MALFORMED_FRAME : DisconnectReason.FRAME_TOO_LARGE);
        }
        if (length > largest) {
            throw new FrameException(DisconnectReason.FRAME_TOO_LARGE);
        }
        type = Optional.of(begun);
        body = length == 1 ? Frame.EMPTY : new byte[length - 1];
        filled = 0;
    }
}
