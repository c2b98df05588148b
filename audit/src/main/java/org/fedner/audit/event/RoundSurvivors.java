package org.fedner.audit.event;

import java.util.List;

/**
 * Who arrived in one phase of a round. Holds up to about 1,500 platforms.
 *
 * @param job     the job
 * @param epoch   the epoch, whose members are the roster
 * @param round   the round
 * @param attempt of the round
 * @param phase   part of the protocol
 * @param arrived the survivors
 * @param dropped the others
 */
public record RoundSurvivors(
        JobId job,
        long epoch,
        long round,
        long attempt,
        Phase phase,
        List<MemberId> arrived,
        List<DroppedMember> dropped)
        implements Event {
    public RoundSurvivors {
        Bounds.requireRound(epoch, round, attempt);
        arrived = List.copyOf(arrived);
        dropped = List.copyOf(dropped);
    }
}
