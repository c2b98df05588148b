package org.fedner.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fedner.node.identity.CertifiedParty;

/**
 * One TLS connection as frames: decoding, queueing, heartbeat, and the reason of its end. What frames mean is the
 * {@link Stage}'s business, which changes when the peer is let in.
 *
 * <p>Fields without another word belong to the event loop's thread.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final int LEAST_PROGRESS_BYTES =
            4096; // in a silence: a hundredth of the slowest line anybody would use

    private final TransportSettings settings;
    private final FrameDecoder decoder = new FrameDecoder();
    private final AtomicLong queuedBytes = new AtomicLong(); // any thread
    private final CompletableFuture<DisconnectReason> ended = new CompletableFuture<>(); // any thread
    private Stage stage;
    private Optional<DisconnectReason> ending = Optional.empty();
    private boolean closesWhenSent;
    private boolean open;
    private boolean reading = true;
    private long heardNanos = System.nanoTime();
    private long sentNanos = System.nanoTime();
    private long watchedNanos = System.nanoTime();
    private long progressBytes; // since then, of messages
    private CompletableFuture<Void> signOfLife = new CompletableFuture<>();
    private OutboundQueue outbound;
    private volatile ChannelHandlerContext context; // written once, before any other thread sees this object

    Connection(TransportSettings settings, Stage first) {
        this.settings = settings;
        this.stage = first;
    }

    /** What the connection is for at the moment; all calls come from the event loop. */
    interface Stage {
        /** TLS is up and {@code certificate} belongs to the peer. */
        void secured(Connection connection, CertifiedParty party);

        void frame(Connection connection, Frame frame) throws FrameException;

        /** Whether the peer has begun a message of more than one frame and not ended it. */
        default boolean isUnderWay() {
            return false;
        }

        /** TLS did not come up, or broke. */
        void failed(Connection connection, Throwable cause);

        /** A good moment to look at the clock and the roster, about every half heartbeat. */
        void tick(Connection connection);

        /** The last call. */
        void ended(Connection connection, DisconnectReason reason);
    }

    /** The peer has been let in: from now on it may send messages. */
    void open(OpenStage next, int framing) {
        stage = next;
        open = true;
        decoder.allowMessages(settings.largestMessageBytes(), framing >= Versions.WITH_CHUNKS);
        next.opened(this);
    }

    boolean isOpen() {
        return open;
    }

    void tick() {
        stage.tick(this);
    }

    /** From any thread. */
    void execute(Runnable task) {
        context.executor().execute(task);
    }

    /** Runs {@code task} on the event loop after {@code millis} unless the connection has ended by then. */
    void after(long millis, Runnable task) {
        context.executor()
                .schedule(
                        () -> {
                            if (!ended.isDone()) {
                                task.run();
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /** From any thread. */
    CompletableFuture<Void> send(Frame frame) {
        return send(new OutgoingFrame(frame));
    }

    /** From any thread; see {@link Peer#send}. */
    CompletableFuture<Void> send(Outgoing outgoing) {
        long bytes = outgoing.lengthBytes();
        if (ended.isDone()) {
            return CompletableFuture.failedFuture(OutboundQueue.gone());
        }
        if (queuedBytes.addAndGet(bytes) > settings.queuedBytes()) {
            queuedBytes.addAndGet(-bytes);
            return CompletableFuture.failedFuture(
                    new PeerGoneException("the peer does not keep up: too many bytes wait for it"));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> settled = done.whenComplete((sent, fault) -> {
            queuedBytes.addAndGet(-bytes);
            sentNanos = System.nanoTime();
            if (closesWhenSent && outbound.isEmpty()) {
                end(DisconnectReason.CLOSED_HERE);
            }
        });
        if (context.executor().inEventLoop()) {
            enqueue(outgoing, done); // now: a close that follows must find it in the queue
        } else {
            execute(() -> enqueue(outgoing, done));
        }
        return settled;
    }

    private void enqueue(Outgoing outgoing, CompletableFuture<Void> done) {
        if (ended.isDone() || ending.isPresent()) {
            done.completeExceptionally(OutboundQueue.gone());
        } else {
            outbound.add(outgoing, done);
        }
    }

    /** Closes now; the first reason is the one that is told. */
    void end(DisconnectReason reason) {
        if (ending.isEmpty()) {
            ending = Optional.of(reason);
            context.close();
        }
    }

    /** Closes when everything queued has gone out, or when the peer has not read for the settings' silence. */
    void endWhenSent() {
        closesWhenSent = true;
        if (outbound.isEmpty()) {
            end(DisconnectReason.CLOSED_HERE);
        }
    }

    /** Completes when the connection has ended, after the stage was told. */
    CompletableFuture<DisconnectReason> ended() {
        return ended;
    }

    /** Blocks until the connection has ended, but no longer than {@code millis}; not for the event loop. */
    void awaitEnd(long millis) {
        ended.copy()
                .completeOnTimeout(DisconnectReason.SHUTTING_DOWN, millis, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Asks whether the peer is alive: true on the next byte from it, false when none comes in time; from any thread. */
    CompletableFuture<Boolean> probe() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        ended.thenRun(() -> answer.complete(false));
        execute(() -> {
            if (!reading) {
                answer.complete(true); // it is we who do not listen
                return;
            }
            signOfLife.thenRun(() -> answer.complete(true));
            send(Frame.of(FrameType.PING));
            after(settings.probe().toMillis(), () -> answer.complete(false));
        });
        return answer;
    }

    void pauseReading() {
        reading = false;
        context.channel().config().setAutoRead(false);
    }

    void resumeReading() {
        reading = true;
        heardNanos = System.nanoTime(); // silence while we did not listen is no silence
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        outbound = new OutboundQueue(added);
        tickLater();
    }

    private void tickLater() {
        after(Math.max(1, settings.heartbeat().toMillis() / 2), () -> {
            long now = System.nanoTime();
            if (!outbound.isEmpty()
                    && now - outbound.progressNanos() > settings.silence().toNanos()) {
                end(DisconnectReason.NOT_READING);
            } else if (reading && now - heardNanos > settings.silence().toNanos()) {
                end(DisconnectReason.SILENT);
            } else if (isStalled(now)) {
                end(DisconnectReason.STALLED);
            } else {
                tick();
            }
            tickLater();
        });
    }

    /** Whether what the peer has begun hardly goes on; signs of life in between do not count. */
    private boolean isStalled(long now) {
        boolean isWatched = reading && open && (!decoder.isBetweenFrames() || stage.isUnderWay());
        if (isWatched && now - watchedNanos <= settings.silence().toNanos()) {
            return false;
        }
        boolean stalled = isWatched && progressBytes < LEAST_PROGRESS_BYTES;
        watchedNanos = now;
        progressBytes = 0;
        return stalled;
    }

    /** A PING when nothing else has been sent for a heartbeat; bytes under way are life enough. */
    void keepAlive() {
        if (outbound.isEmpty()
                && System.nanoTime() - sentNanos >= settings.heartbeat().toNanos() / 2) {
            sentNanos = System.nanoTime();
            send(Frame.of(FrameType.PING));
        }
    }

    /** Answers a PING, unless bytes under way answer it. */
    void answerPing() {
        if (outbound.isEmpty()) {
            send(Frame.of(FrameType.PONG));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            heardNanos = System.nanoTime();
            CompletableFuture<Void> heard = signOfLife;
            signOfLife = new CompletableFuture<>();
            heard.complete(null);
            progressBytes += in.readableBytes();
            while (ending.isEmpty()) {
                Optional<Frame> frame = decoder.next(in);
                if (frame.isEmpty()) {
                    return;
                }
                if (!frame.get().type().isOfMessages()) {
                    progressBytes -= frame.get().body().length + Frame.HEADER_BYTES;
                }
                stage.frame(this, frame.get());
            }
        } catch (FrameException e) {
            end(e.reason());
        } finally {
            in.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        outbound.pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                Tls.party(context.pipeline()).ifPresentOrElse(party -> stage.secured(this, party), context::close);
            } else {
                fail(handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
            boolean inOrder = decoder.isBetweenFrames() && !stage.isUnderWay();
            end(inOrder ? DisconnectReason.CLOSED_BY_PEER : DisconnectReason.CONNECTION_LOST);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        fail(cause);
    }

    /** The first cause counts; what follows from it does not. */
    private void fail(Throwable cause) {
        if (ending.isEmpty()) {
            stage.failed(this, cause);
            end(DisconnectReason.CONNECTION_LOST);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        DisconnectReason reason = ending.orElse(DisconnectReason.CONNECTION_LOST);
        ending = Optional.of(reason);
        stage.ended(this, reason);
        ended.complete(reason);
        outbound.fail();
    }
}
