package org.fedner.audit.event;

/**
 * The server formed a sum.
 *
 * @param job            the job
 * @param epoch          the epoch
 * @param round          the round
 * @param attempt        of the round
 * @param sumSha256      digest of the sum as sent
 * @param survivors      how many platforms are in it
 * @param ringBits       modulo 2 to this power
 * @param modelOutSha256 digest of the shared state after the round
 */
public record Aggregate(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Sha256Hex sumSha256,
        int survivors,
        int ringBits,
        Sha256Hex modelOutSha256)
        implements Event {
    public Aggregate {
        Bounds.requireRound(epoch, round, attempt);
        if (survivors < 1 || ringBits < 1 || ringBits > 64) {
            throw new IllegalArgumentException("survivors %d, ring bits %d".formatted(survivors, ringBits));
        }
    }
}
