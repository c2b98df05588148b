package org.fedner.audit.event;

import java.util.Optional;

/**
 * These bytes were not allowed to leave.
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
 * @param content        what it would have carried, if of a known kind
 * @param rule           what it broke
 */
public record EgressBlock(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Phase phase,
        Counterpart dst,
        Sha256Hex peerCertSha256,
        long bytes,
        Sha256Hex sha256,
        Optional<Content> content,
        Rule rule)
        implements Event {

    /** The rule of the policy that was broken. */
    public enum Rule {
        SIZE_CAP,
        UNKNOWN_CONTENT,
        ALLOW_LIST,
        DESTINATION,
        BUDGET
    }

    public EgressBlock {
        Bounds.requireRound(epoch, round, attempt);
        Bounds.requireCount("bytes", bytes);
    }
}
