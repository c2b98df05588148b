package org.fedner.node.transport;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a platform connected: when the connection ends it dials again, with growing and scattered pauses, until it is
 * connected, the fault is one that waiting does not heal, or {@code giveUpAfter} has passed since the connection was lost.
 *
 * <p>Each new connection is a new {@link Peer}; nothing is resent by itself, but a message that is sent again goes on where the
 * last connection broke. One thread.
 */
public final class ReconnectingLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingLink.class);

    private final ServerAddress server;
    private final Backoff backoff;
    private final Duration giveUpAfter;
    private final LinkListener listener;
    private final Executor executor;
    private final PlatformTransport transport;
    private final SecureRandom random = new SecureRandom();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "fedner-link");
    private volatile Optional<Ended> current = Optional.empty();

    private ReconnectingLink(
            ServerAddress server,
            Supplier<Identity> identity,
            Trust trust,
            TransportSettings settings,
            Backoff backoff,
            Duration giveUpAfter,
            LinkListener listener,
            Executor executor) {
        this.server = server;
        this.backoff = backoff;
        this.giveUpAfter = giveUpAfter;
        this.listener = listener;
        this.executor = executor;
        this.transport = new PlatformTransport(identity, trust, settings, new Watching(), executor);
    }

    /** Begins to dial at once and returns. The other parameters are those of {@link PlatformTransport}. */
    public static ReconnectingLink start(
            ServerAddress server,
            Supplier<Identity> identity,
            Trust trust,
            TransportSettings settings,
            Backoff backoff,
            Duration giveUpAfter,
            LinkListener listener,
            Executor executor) {
        ReconnectingLink link =
                new ReconnectingLink(server, identity, trust, settings, backoff, giveUpAfter, listener, executor);
        link.thread.setDaemon(true);
        link.thread.start();
        return link;
    }

    private void run() {
        int failures = 0;
        boolean wasConnected = false;
        long lostNanos = System.nanoTime();
        while (closed.getCount() > 0) {
            Ended connection = new Ended();
            current = Optional.of(connection);
            try {
                transport.connect(server);
                failures = 0;
                wasConnected = true;
                connection.await();
                lostNanos = System.nanoTime();
                pause(backoff.pause(1, random).dividedBy(2));
            } catch (TransportException e) {
                failures++;
                Duration pause = backoff.pause(failures, random);
                boolean late = System.nanoTime() - lostNanos + pause.toNanos() > giveUpAfter.toNanos();
                if (closed.getCount() == 0) {
                    return;
                }
                if (late || !mayHeal(e.fault(), wasConnected)) {
                    LOG.warn("gave up: fault={} attempts={}", e.fault(), failures);
                    tell(() -> listener.gaveUp(e));
                    return;
                }
                LOG.info("not connected: fault={} attempts={} pauseMillis={}", e.fault(), failures, pause.toMillis());
                tell(() -> listener.waiting(e, pause));
                pause(pause);
            }
        }
    }

    /**
     * Whether waiting may help. The place of a platform that was connected may still be held by its own old connection: bytes
     * that were under way when it broke are a sign of life to the server, and one that reads nothing for the moment keeps it.
     */
    private static boolean mayHeal(TransportFault fault, boolean wasConnected) {
        return fault.isWorthRetrying() || wasConnected && fault == TransportFault.REFUSED_ALREADY_CONNECTED;
    }

    private void pause(Duration pause) {
        try {
            closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    private void tell(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException e) {
            closed.countDown(); // the owner has stopped listening
        }
    }

    /** A round or an epoch is over: what a broken connection left of its messages is of no use any more. */
    public void roundIsOver() {
        transport.parts().forget();
    }

    /** Drops what a broken connection left of a message so long ago. */
    public void forgetPartsAfter(Duration idle) {
        transport.parts().forgetAfter(idle);
    }

    /** Closes the connection and stops dialling; {@code disconnected} is still told. */
    @Override
    public void close() {
        closed.countDown();
        current.ifPresent(Ended::release);
        transport.close();
    }

    /** The end of one connection, awaited by the link's thread. */
    private static final class Ended {
        private final CountDownLatch latch = new CountDownLatch(1);

        void await() {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void release() {
            latch.countDown();
        }
    }

    /** Hears the transport, passes everything on, and wakes the link when a connection ends. */
    private final class Watching implements TransportListener {
        @Override
        public void connected(Peer peer) {
            listener.connected(peer);
        }

        @Override
        public void received(Peer peer, byte[] message) {
            listener.received(peer, message);
        }

        @Override
        public void disconnected(Peer peer, DisconnectReason reason) {
            current.ifPresent(Ended::release);
            listener.disconnected(peer, reason);
        }
    }
}
