package org.fedner.audit.event;

/**
 * These bytes may now leave. Durable before the first of them reaches a socket.
 *
 * @param job            the job
 * @param epoch          the epoch; 0 before the first
 * @param round          the round; 0 before the first
 * @param attempt        of the round
 * @param phase          part of the protocol
 * @param dst            the other end
 * @param peerCertSha256 the other end's certificate
 * @param bytes          length of the payload in bytes
 * @param sha256         the exact payload
 * @param content        what it carries
 */
public record Egress(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Phase phase,
        Counterpart dst,
        Sha256Hex peerCertSha256,
        long bytes,
        Sha256Hex sha256,
        Content content)
        implements Event {
    public Egress {
        Bounds.requireRound(epoch, round, attempt);
        Bounds.requireCount("bytes", bytes);
    }
}
