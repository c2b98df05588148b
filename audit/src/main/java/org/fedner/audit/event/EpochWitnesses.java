package org.fedner.audit.event;

/**
 * Who vouches for the logs in an epoch. Two quorums share an honest platform only if
 * {@code 2 quorum - witnesses > colluders}.
 *
 * @param job       the job
 * @param epoch     the epoch
 * @param witnesses platforms that cosign the server's log
 * @param quorum    how many of them a checkpoint of the server needs
 * @param colluders how many of them the job assumes to side with the server
 */
public record EpochWitnesses(JobId job, long epoch, int witnesses, int quorum, int colluders) implements Event {
    public EpochWitnesses {
        Bounds.requireRound(epoch, 0, 0);
        if (witnesses < 1 || quorum < 1 || quorum > witnesses || colluders < 0) {
            throw new IllegalArgumentException(
                    "%d witnesses, quorum %d, %d colluders".formatted(witnesses, quorum, colluders));
        }
    }
}
