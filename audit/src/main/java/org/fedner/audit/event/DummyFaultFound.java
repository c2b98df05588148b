package org.fedner.audit.event;

import java.util.List;

/**
 * A dummy round shows a fault.
 *
 * @param job     the job
 * @param epoch   the epoch, of mode D
 * @param round   the dummy round
 * @param attempt of the round
 * @param fault   what is wrong
 * @param members whom it is about, in id order; nobody if it is the server
 */
public record DummyFaultFound(JobId job, long epoch, long round, long attempt, Fault fault, List<MemberId> members)
        implements Event {

    /** What is wrong. */
    public enum Fault {
        /** A platform's words are not its public input and its masks. */
        WORDS,
        /** A platform's tag is not that of its public input. */
        TAG,
        /** Both of them. */
        UPLOAD,
        /** A platform masked rightly and opened something else. */
        OPENING,
        /** The two ends of a pair opened different seeds. */
        PAIR,
        /** A platform's tag key is not most platforms'. */
        TAG_KEY,
        /** No tag key is most platforms'. */
        TAG_KEYS,
        /** A platform's check says otherwise about the sum than its own key. */
        CHECK,
        /** The server's sum is not that of the uploads. */
        SERVER
    }

    public DummyFaultFound {
        Bounds.requireRound(epoch, round, attempt);
        members = List.copyOf(members);
        if (members.isEmpty() != (fault == Fault.SERVER)) {
            throw new IllegalArgumentException("a fault of the server, and only it, is about no platform");
        }
    }
}
