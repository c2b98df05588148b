package org.fedner.audit.event;

/**
 * Verified rounds that are no part of the model any more: those who know them were stopped before they had kept them, and
 * the members agree on the model before.
 *
 * @param job         the job
 * @param epoch       whose members agree on it
 * @param rounds      how many of the last verified rounds are undone
 * @param modelRound  how many verified rounds of the job are left
 * @param modelSha256 digest of the shared state they go on from, as the last of the other rounds ended with
 */
public record RoundRollback(JobId job, long epoch, long rounds, long modelRound, Sha256Hex modelSha256)
        implements Event {
    public RoundRollback {
        if (epoch < 1 || rounds < 1 || modelRound < 0) {
            throw new IllegalArgumentException("at least one round is undone, in an epoch");
        }
    }
}
