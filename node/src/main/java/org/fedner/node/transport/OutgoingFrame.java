package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** One frame, and how much of it has been given to the socket. */
final class OutgoingFrame implements Outgoing {
    private static final int SLICE_BYTES = 128 * 1024;

    private final Frame frame;
    private int offset = -1; // before the header

    OutgoingFrame(Frame frame) {
        this.frame = frame;
    }

    @Override
    public long lengthBytes() {
        return (long) frame.body().length + Frame.HEADER_BYTES;
    }

    @Override
    public boolean isWritten() {
        return offset == frame.body().length;
    }

    @Override
    public ByteBuf slice() {
        boolean first = offset < 0;
        int from = Math.max(offset, 0);
        int length = Math.min(SLICE_BYTES, frame.body().length - from);
        offset = from + length;
        ByteBuf body = Unpooled.wrappedBuffer(frame.body(), from, length);
        return first ? Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(frame.header()), body) : body;
    }
}
