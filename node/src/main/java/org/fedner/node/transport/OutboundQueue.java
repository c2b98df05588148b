package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for one peer, in slices that are written only while the socket takes them; used on the event loop.
 *
 * <p>Without the slices one vector for each of a hundred slow platforms would stand encrypted in memory at once; with them
 * the array is shared and at most the high-water mark is encrypted per peer.
 */
final class OutboundQueue {
    private final ChannelHandlerContext context;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long progressNanos = System.nanoTime();

    private record Waiting(Outgoing outgoing, CompletableFuture<Void> done) {}

    OutboundQueue(ChannelHandlerContext context) {
        this.context = context;
    }

    /** {@code done} fails when the connection ends before the last byte went out. */
    void add(Outgoing outgoing, CompletableFuture<Void> done) {
        if (waiting.isEmpty()) {
            progressNanos = System.nanoTime();
        }
        waiting.add(new Waiting(outgoing, done));
        pump();
    }

    /** Writes while the socket takes bytes; called again whenever it takes more. */
    void pump() {
        while (!waiting.isEmpty()
                && context.channel().isWritable()
                && context.channel().isActive()) {
            Waiting head = waiting.element();
            if (head.outgoing.isWritten()) {
                return; // the last slice is with the socket; its completion goes on
            }
            ByteBuf slice = head.outgoing.slice();
            boolean last = head.outgoing.isWritten();
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
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            next.done.completeExceptionally(gone());
        }
    }

    static PeerGoneException gone() {
        return new PeerGoneException("the connection ended before the message was sent");
    }
}
