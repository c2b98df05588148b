package org.fedner.audit.event;

/**
 * A platform is left out from here on.
 *
 * @param job    the job
 * @param epoch  the epoch it was a member of
 * @param round  the round in which it was missed
 * @param member the platform
 * @param code   why
 */
public record MemberExcluded(JobId job, long epoch, long round, MemberId member, DropCode code) implements Event {
    public MemberExcluded {
        Bounds.requireRound(epoch, round, 0);
    }
}
