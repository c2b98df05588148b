package org.fedner.audit.event;

/**
 * A round begins. Its members are those of the epoch.
 *
 * @param job           the job
 * @param epoch         the epoch
 * @param round         number within the job's count of rounds
 * @param attempt       counts voids of this round within the epoch
 * @param modelInSha256 digest of the shared state the round starts from
 * @param paramsSha256  digest of the epoch's agreed parameters
 * @param threshold     fewest platforms whose sum may be formed
 * @param ringBits      the sum is formed modulo 2 to this power
 * @param dp            privacy terms
 */
public record RoundOpen(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Sha256Hex modelInSha256,
        Sha256Hex paramsSha256,
        int threshold,
        int ringBits,
        DpTerms dp)
        implements Event {
    public RoundOpen {
        Bounds.requireRound(epoch, round, attempt);
        if (threshold < 1 || ringBits < 1 || ringBits > 64) {
            throw new IllegalArgumentException("threshold %d, ring bits %d".formatted(threshold, ringBits));
        }
    }
}
