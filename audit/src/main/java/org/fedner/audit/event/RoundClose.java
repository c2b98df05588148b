package org.fedner.audit.event;

import java.util.List;
import java.util.Optional;

/**
 * A round, or one attempt at it, ends.
 *
 * @param job            the job
 * @param epoch          the epoch
 * @param round          the round
 * @param attempt        of the round
 * @param outcome        how
 * @param modelOutSha256 digest of the shared state after a verified sum
 * @param survivors      how many platforms are in the sum; 0 where there is none
 * @param missing        those without whom the round is void
 */
public record RoundClose(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Outcome outcome,
        Optional<Sha256Hex> modelOutSha256,
        int survivors,
        List<MemberId> missing)
        implements Event {

    /** How a round ends. */
    public enum Outcome {
        /** The sum passed its check and is part of the model. */
        VERIFIED,
        /** Someone was missing; there is no sum. */
        VOID,
        /** A check failed and the party stopped. */
        ABORTED
    }

    public RoundClose {
        Bounds.requireRound(epoch, round, attempt);
        missing = List.copyOf(missing);
        boolean verified = outcome == Outcome.VERIFIED;
        if (modelOutSha256.isPresent() != verified || survivors > 0 != verified || survivors < 0) {
            throw new IllegalArgumentException("a verified round, and only it, has survivors and a new model");
        }
        if (outcome != Outcome.VOID && !missing.isEmpty()) {
            throw new IllegalArgumentException("only a void round names the missing");
        }
    }

    /** A sum that passed its check. */
    public static RoundClose verified(
            JobId job, long epoch, long round, long attempt, Sha256Hex modelOutSha256, int survivors) {
        return new RoundClose(
                job, epoch, round, attempt, Outcome.VERIFIED, Optional.of(modelOutSha256), survivors, List.of());
    }

    /** No sum, because some were missing. */
    public static RoundClose voided(JobId job, long epoch, long round, long attempt, List<MemberId> missing) {
        return new RoundClose(job, epoch, round, attempt, Outcome.VOID, Optional.empty(), 0, missing);
    }

    /** No sum, because a check failed. */
    public static RoundClose aborted(JobId job, long epoch, long round, long attempt) {
        return new RoundClose(job, epoch, round, attempt, Outcome.ABORTED, Optional.empty(), 0, List.of());
    }
}
