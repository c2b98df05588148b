package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Frames waiting for one peer, cut into slices that are written only while the socket takes them; used on the event loop.
 *
 * <p>Without the slices one vector for each of a hundred slow platforms would stand encrypted in memory at once; with them
 * the array is shared and at most the high-water mark is encrypted per peer.
 */
final class OutboundQueue {
    private static final int SLICE_BYTES = 128 * 1024;

    private final ChannelHandlerContext context;
    private final Queue<Outgoing> waiting = new ArrayDeque<>();
    private long progressNanos = System.nanoTime();

    OutboundQueue(ChannelHandlerContext context) {
        this.context = context;
    }

    /** {@code done} fails when the connection ends before the last byte went out. */
    void add(Frame frame, CompletableFuture<Void> done) {
        if (waiting.isEmpty()) {
            progressNanos = System.nanoTime();
        }
        waiting.add(new Outgoing(frame, done));
        pump();
    }

    /** Writes while the socket takes bytes; called again whenever it takes more. */
    void pump() {
        while (!waiting.isEmpty()
                && context.channel().isWritable()
                && context.channel().isActive()) {
            Outgoing head = waiting.element();
            if (head.isWritten()) {
                return; // the last slice is with the socket; its completion goes on
            }
            ByteBuf slice = head.slice();
            boolean last = head.isWritten();
            context.writeAndFlush(slice).addListener(written -> {
                if (written.isSuccess()) {
                    progressNanos = System.nanoTime();
                }
                if (last) {
                    waiting.remove(head);
                    if (written.isSuccess()) {
                        head.done.complete(null);
                    } else {
                        head.done.completeExceptionally(gone());
                    }
                    pump();
                }
            });
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** When the socket last took a slice, or the queue last became non-empty. */
    long progressNanos() {
        return progressNanos;
    }

    void fail() {
        for (Outgoing outgoing = waiting.poll(); outgoing != null; outgoing = waiting.poll()) {
            outgoing.done.completeExceptionally(gone());
        }
    }

    static PeerGoneException gone() {
        return new PeerGoneException("the connection ended before the message was sent");
    }

    /** One frame and how much of it has been given to the socket. */
    private static final class Outgoing {
        private final Frame frame;
        private final CompletableFuture<Void> done;
        private int offset = -1; // before the header

        Outgoing(Frame frame, CompletableFuture<Void> done) {
            this.frame = frame;
            this.done = done;
        }

        boolean isWritten() {
            return offset == frame.body().length;
        }

        ByteBuf slice() {
            boolean first = offset < 0;
            int from = Math.max(offset, 0);
            int length = Math.min(SLICE_BYTES, frame.body().length - from);
            offset = from + length;
            ByteBuf body = Unpooled.wrappedBuffer(frame.body(), from, length);
            return first ? Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(frame.header()), body) : body;
        }
    }
}
