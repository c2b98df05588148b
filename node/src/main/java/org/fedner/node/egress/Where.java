package org.fedner.node.egress;

import org.fedner.aggregation.message.Message;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Phase;

/** Where in a job a message is sent or received; the first fields of every log entry about it. */
public record Where(JobId job, long epoch, long round, long attempt, Phase phase) {

    private static final JobId NO_JOB = JobId.of(new byte[16]);

    /** Before a job is known. */
    public static Where joining() {
        return new Where(NO_JOB, 0, 0, 0, Phase.JOIN);
    }

    /** In an attempt of a round; round 0 is the size round. */
    public static Where inRound(JobId job, long epoch, long round, long attempt) {
        return new Where(job, epoch, round, attempt, round == 0 ? Phase.SIZE : Phase.TRAIN);
    }

    /** Whether this is a moment of the same attempt, whatever its phase. */
    public boolean isInAttemptOf(Where other) {
        return epoch == other.epoch && round == other.round && attempt == other.attempt;
    }

    /** The same for that message: keys of an epoch are also agreed beside the rounds of the one before. */
    public Where of(Message message) {
        return switch (message.type()) {
            case PREPARE, KEYS, KEYSET, SEED, SEEDSET, LINK, LINKSET -> in(Phase.SETUP);
            default -> this;
        };
    }

    public Where in(Phase other) {
        return new Where(job, epoch, round, attempt, other);
    }
}
