package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a transport tells, in order, and waits for the next of a kind. */
final class Recorder implements LinkListener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    sealed interface Heard {
        record Connected(Peer peer) implements Heard {}

        @SuppressWarnings("ArrayRecordComponent")
        record Received(Peer peer, byte[] message) implements Heard {}

        record Disconnected(Peer peer, DisconnectReason reason) implements Heard {}

        record Waiting(TransportException why) implements Heard {}

        record GaveUp(TransportException why) implements Heard {}
    }

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "recorder");
        thread.setDaemon(true);
        return thread;
    });

    ExecutorService executor() {
        return executor;
    }

    /** The next thing heard, which must be of this kind. */
    <T extends Heard> T next(Class<T> kind) throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(kind);
        return kind.cast(next);
    }

    /** The next connection, whatever attempts fail before it. */
    void awaitConnected() throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (next instanceof Heard.Waiting) {
            next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(next).isInstanceOf(Heard.Connected.class);
    }

    boolean isEmpty() {
        return heard.isEmpty();
    }

    @Override
    public void connected(Peer peer) {
        heard.add(new Heard.Connected(peer));
    }

    @Override
    public void received(Peer peer, byte[] message) {
        heard.add(new Heard.Received(peer, message));
    }

    @Override
    public void disconnected(Peer peer, DisconnectReason reason) {
        heard.add(new Heard.Disconnected(peer, reason));
    }

    @Override
    public void waiting(TransportException why, Duration pause) {
        heard.add(new Heard.Waiting(why));
    }

    @Override
    public void gaveUp(TransportException why) {
        heard.add(new Heard.GaveUp(why));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
