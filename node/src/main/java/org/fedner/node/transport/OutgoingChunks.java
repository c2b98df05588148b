package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** A message as BEGIN and CHUNKs, from where its reader stands; one chunk a slice. */
final class OutgoingChunks implements Outgoing {
    private final byte[] message;
    private final Announcement announced;
    private int offset = -1; // before BEGIN

    OutgoingChunks(byte[] message, Announcement announced) {
        this.message = message;
        this.announced = announced;
    }

    @Override
    public long lengthBytes() {
        return message.length - announced.atBytes();
    }

    @Override
    public boolean isWritten() {
        return offset == message.length;
    }

    @Override
    public ByteBuf slice() {
        boolean first = offset < 0;
        int from = first ? announced.atBytes() : offset;
        int length = Math.min(Frame.CHUNK_BYTES, message.length - from);
        offset = from + length;
        ByteBuf head = Unpooled.wrappedBuffer(ByteBuffer.allocate(Frame.HEADER_BYTES + Integer.BYTES)
                .put(Frame.header(FrameType.CHUNK, Integer.BYTES + length))
                .putInt(from)
                .flip());
        ByteBuf chunk = Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(message, from, length));
        Frame begin = announced.in(FrameType.BEGIN);
        return first
                ? Unpooled.wrappedBuffer(
                        Unpooled.wrappedBuffer(begin.header()), Unpooled.wrappedBuffer(begin.body()), chunk)
                : chunk;
    }
}
