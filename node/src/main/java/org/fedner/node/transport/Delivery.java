package org.fedner.node.transport;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.identity.CertificateRefusedException;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open connection as its owner's {@link TransportListener} sees it: calls in order on the owner's executor, with back-pressure. */
final class Delivery implements Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_UNDELIVERED = 8; // messages; a platform of the protocol sends one or two in a row

    private final Connection connection;
    private final Trust trust;
    private volatile CertifiedParty party;
    private final TransportSettings settings;
    private final TransportListener listener;
    private final Executor executor;
    private final boolean chunked;
    private final AtomicReference<Optional<Announcement>> heldByPeer = new AtomicReference<>(Optional.empty());
    private int undelivered; // event loop
    private long undeliveredBytes; // event loop

    Delivery(
            Connection connection,
            CertifiedParty party,
            Trust trust,
            TransportSettings settings,
            TransportListener listener,
            Executor executor,
            int framing) {
        this.chunked = framing >= Versions.WITH_CHUNKS;
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

    boolean speaksOfChunks() {
        return chunked;
    }

    /** The peer's word before any message of this connection. */
    void peerHolds(Announcement held) {
        heldByPeer.set(Optional.of(held));
    }

    private boolean goesInChunks(int lengthBytes) {
        return chunked && lengthBytes > Frame.CHUNK_BYTES;
    }

    @Override
    public int outstandingBytes(Digest digest, int lengthBytes) {
        return goesInChunks(lengthBytes)
                ? lengthBytes
                        - announcement(digest, lengthBytes, heldByPeer.get()).atBytes()
                : lengthBytes;
    }

    /** From where the peer stands, if what it holds is of this message. */
    private static Announcement announcement(Digest digest, int lengthBytes, Optional<Announcement> held) {
        Announcement whole = new Announcement(digest, lengthBytes, 0);
        return held.filter(whole::isOfSameMessage).orElse(whole);
    }

    @Override
    public CompletableFuture<Void> send(byte[] message) {
        return goesInChunks(message.length) ? send(message, Digest.of(message)) : sendWhole(message);
    }

    @Override
    public CompletableFuture<Void> send(byte[] message, Digest digest) {
        if (!goesInChunks(message.length)) {
            return sendWhole(message);
        }
        requireAllowed(message);
        // whatever it is that begins, the peer gives up what it holds of another message
        Announcement from = announcement(digest, message.length, heldByPeer.getAndSet(Optional.empty()));
        if (from.atBytes() > 0) {
            LOG.info("resumed: peer={} atBytes={} ofBytes={}", name(), from.atBytes(), message.length);
        }
        return connection.send(new OutgoingChunks(message, from));
    }

    private CompletableFuture<Void> sendWhole(byte[] message) {
        requireAllowed(message);
        return connection.send(new Frame(FrameType.DATA, message));
    }

    private void requireAllowed(byte[] message) {
        if (message.length > settings.largestMessageBytes()) {
            throw new IllegalArgumentException("a message of %d bytes is above the limit of %d"
                    .formatted(message.length, settings.largestMessageBytes()));
        }
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
