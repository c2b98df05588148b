package org.fedner.audit.event;

/**
 * One step's privacy is spent, whatever becomes of the round. Durable before its noise is drawn.
 *
 * <p>Epsilons are in billionths, rounded up, at {@code deltaFemto}; they are recomputed from the entries before.
 *
 * @param job the job
 * @param epoch the epoch
 * @param round the round
 * @param attempt a retry is a step of its own
 * @param dataset whose budget it is: every job on it draws on the same one
 * @param entry number in the ledger, from 1
 * @param entrySha256 the ledger's line, which names the digest of the one before
 * @param mechanism what is done
 * @param deltaFemto delta in units of 10^-15
 * @param epsBeforeNano spent so far
 * @param epsAfterNano spent with this step
 * @param epsBudgetNano what this site allows
 */
public record DpReserve(
        JobId job,
        long epoch,
        long round,
        long attempt,
        DatasetId dataset,
        long entry,
        Sha256Hex entrySha256,
        DpMechanism mechanism,
        long deltaFemto,
        long epsBeforeNano,
        long epsAfterNano,
        long epsBudgetNano)
        implements Event {
    public DpReserve {
        Bounds.requireRound(epoch, round, attempt);
        Bounds.requireCount("entry", entry);
        Bounds.requireCount("delta", deltaFemto);
        Bounds.requireCount("epsilon before", epsBeforeNano);
        Bounds.requireCount("epsilon after", epsAfterNano);
        Bounds.requireCount("epsilon budget", epsBudgetNano);
    }
}
