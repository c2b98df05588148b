package org.fedner.node.transport;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;

/** The authenticated party at the other end of one open connection. */
public interface Peer {
    /** First 16 bytes of the SHA-256 of the peer's public key; for a server its id in the same form. */
    PlatformId id();

    /** The name in the peer's certificate; checked by the authority, so public and safe to log. */
    String name();

    /** SHA-256 of the peer's SubjectPublicKeyInfo, lower-case hexadecimal. */
    String fingerprint();

    /** When the certificate ends that the peer showed on this connection. */
    Instant certificateExpires();

    /**
     * Queues one message; never blocks. Messages leave in the order of the calls.
     *
     * <p>The array is not copied and must not change until the future completes, so one array may be sent to many peers at
     * the price of one. The future completes when the operating system has taken the last byte (not when the peer has
     * processed it) and fails with {@link PeerGoneException} when the connection ends before that, or at once when more
     * than the settings' {@code queuedBytes} would be waiting.
     *
     * @throws IllegalArgumentException above the settings' largest message
     */
    CompletableFuture<Void> send(byte[] message);

    /** The same, where the message's SHA-256 is known already; a long message is announced by it. */
    default CompletableFuture<Void> send(byte[] message, Digest digest) {
        return send(message);
    }

    /** How many bytes of such a message {@link #send} would have to send: the rest, if the peer holds its beginning. */
    default int outstandingBytes(Digest digest, int lengthBytes) {
        return lengthBytes;
    }

    /**
     * Takes up a certificate that the authority gave the peer for the same key and that ends later; the connection counts as
     * made with it from now on.
     *
     * @return false, and nothing changes, if it is not such a one
     */
    boolean renew(X509Certificate newer);

    /** Closes after what is queued has been sent, or after the settings' {@code silence}. */
    void close();
}
