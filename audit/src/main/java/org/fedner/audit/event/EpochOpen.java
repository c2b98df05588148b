package org.fedner.audit.event;

import java.util.ArrayList;
import java.util.List;

/**
 * An epoch begins with these members. The roster of every round of the epoch is this one: a change of members is a new
 * epoch.
 *
 * @param job          the job
 * @param epoch        number of the epoch
 * @param rosterSha256 the signed roster
 * @param memberCount  how many members there are
 * @param first        index of the first one listed here, in id order
 * @param members      the part of them that fits this leaf
 */
public record EpochOpen(JobId job, long epoch, Sha256Hex rosterSha256, int memberCount, int first, List<Member> members)
        implements Event {

    /** Members of one leaf: 400 of them are below 56 kB, and a leaf holds 65,535 bytes. */
    static final int MEMBERS_PER_LEAF = 400;

    public EpochOpen {
        Bounds.requireCount("epoch", epoch);
        members = List.copyOf(members);
        if (first < 0
                || members.isEmpty()
                || members.size() > MEMBERS_PER_LEAF
                || first + members.size() > memberCount) {
            throw new IllegalArgumentException(
                    "members %d to %d of %d".formatted(first, first + members.size(), memberCount));
        }
    }

    /** The leaves for one epoch: one, or several where the members do not fit one. */
    public static List<EpochOpen> of(JobId job, long epoch, Sha256Hex rosterSha256, List<Member> members) {
        List<EpochOpen> leaves = new ArrayList<>();
        for (int from = 0; from < members.size(); from += MEMBERS_PER_LEAF) {
            int to = Math.min(members.size(), from + MEMBERS_PER_LEAF);
            leaves.add(new EpochOpen(job, epoch, rosterSha256, members.size(), from, members.subList(from, to)));
        }
        return leaves;
    }
}
