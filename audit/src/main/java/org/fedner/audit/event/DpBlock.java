package org.fedner.audit.event;

/**
 * The budget does not allow another step: none is made, and the platform leaves the job.
 *
 * @param job the job
 * @param epoch the epoch
 * @param round the round
 * @param attempt of the round
 * @param dataset whose budget it is
 * @param deltaFemto delta in units of 10^-15
 * @param epsBeforeNano spent so far
 * @param epsAfterNano what it would have come to
 * @param epsBudgetNano what this site allows
 */
public record DpBlock(
        JobId job,
        long epoch,
        long round,
        long attempt,
        DatasetId dataset,
        long deltaFemto,
        long epsBeforeNano,
        long epsAfterNano,
        long epsBudgetNano)
        implements Event {
    public DpBlock {
        Bounds.requireRound(epoch, round, attempt);
        Bounds.requireCount("delta", deltaFemto);
        Bounds.requireCount("epsilon before", epsBeforeNano);
        Bounds.requireCount("epsilon after", epsAfterNano);
        Bounds.requireCount("epsilon budget", epsBudgetNano);
    }
}
