package org.fedner.node.transport;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.node.identity.CertificateRefusedException;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Trust;

/** An open connection as its owner's {@link TransportListener} sees it: calls in order on the owner's executor, with back-pressure. */
final class Delivery implements Peer {
    private static final int MOST_UNDELIVERED = 8; // messages; a platform of the protocol sends one or two in a row

    private final Connection connection;
    private final Trust trust;
    private volatile CertifiedParty party;
    private final TransportSettings settings;
    private final TransportListener listener;
    private final Executor executor;
    private int undelivered; // event loop
    private long undeliveredBytes; // event loop

    Delivery(
            Connection connection,
            CertifiedParty party,
            Trust trust,
            TransportSettings settings,
            TransportListener listener,
            Executor executor) {
        this.connection = connection;
        this.party = party;
        this.trust = trust;
        this.settings = settings;
        this.listener = listener;
        this.executor = executor;
    }

    void connected() {
        executor.execute(() -> listener.connected(this));
    }

    void received(byte[] message) {
        undelivered++;
        undeliveredBytes += message.length;
        if (isFull()) {
            connection.pauseReading();
        }
        try {
            executor.execute(() -> {
                try {
                    listener.received(this, message);
                } finally {
                    connection.execute(() -> delivered(message.length));
                }
            });
        } catch (RejectedExecutionException e) {
            connection.end(DisconnectReason.SHUTTING_DOWN); // the owner has stopped listening
        }
    }

    void disconnected(DisconnectReason reason) {
        try {
            executor.execute(() -> listener.disconnected(this, reason));
        } catch (RejectedExecutionException e) {
            // the owner has stopped listening, and everything else is done
        }
    }

    private void delivered(int lengthBytes) {
        boolean wasFull = isFull();
        undelivered--;
        undeliveredBytes -= lengthBytes;
        if (wasFull && !isFull()) {
            connection.resumeReading();
        }
    }

    private boolean isFull() {
        return undelivered >= MOST_UNDELIVERED || undeliveredBytes > settings.largestMessageBytes();
    }

    CertifiedParty party() {
        return party;
    }

    @Override
    public PlatformId id() {
        return party.id();
    }

    @Override
    public Instant certificateExpires() {
        return trust.endOf(party);
    }

    @Override
    public String name() {
        return party.name();
    }

    @Override
    public String fingerprint() {
        return party.fingerprint().hex();
    }

    @Override
    public CompletableFuture<Void> send(byte[] message) {
        if (message.length > settings.largestMessageBytes()) {
            throw new IllegalArgumentException("a message of %d bytes is above the limit of %d"
                    .formatted(message.length, settings.largestMessageBytes()));
        }
        return connection.send(new Frame(FrameType.DATA, message));
    }

    @Override
    public synchronized boolean renew(X509Certificate newer) {
        CertifiedParty before = party;
        try {
            party = trust.renewed(before, newer);
        } catch (CertificateRefusedException e) {
            return false;
        }
        return !party.equals(before);
    }

    @Override
    public void close() {
        connection.execute(connection::endWhenSent);
    }

    @Override
    public String toString() {
        return party.toString();
    }
}
