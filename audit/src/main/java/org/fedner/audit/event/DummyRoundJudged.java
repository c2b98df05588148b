package org.fedner.audit.event;

/**
 * A party judged a round on public dummy inputs, after every mask of it was opened. No data and no model is part of it.
 *
 * @param job           the job
 * @param epoch         the epoch, of mode D
 * @param round         the dummy round
 * @param attempt       of the round
 * @param contextSha256 C, under which its masks were derived and opened
 * @param openedSha256  digest of the openings as sent
 * @param members       how many platforms opened their masks
 * @param faults        how many faults it shows; each is a leaf of its own
 */
public record DummyRoundJudged(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Sha256Hex contextSha256,
        Sha256Hex openedSha256,
        int members,
        int faults)
        implements Event {
    public DummyRoundJudged {
        Bounds.requireRound(epoch, round, attempt);
        if (members < 1 || faults < 0) {
            throw new IllegalArgumentException("members %d, faults %d".formatted(members, faults));
        }
    }
}
