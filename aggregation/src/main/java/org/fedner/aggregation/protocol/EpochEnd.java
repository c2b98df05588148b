package org.fedner.aggregation.protocol;

/** Why an epoch ended before its job. */
public enum EpochEnd {
    /** Members were silent at a deadline of the set-up. */
    MEMBERS_SILENT,
    /** A member lost the epoch's secrets: its process began anew. */
    MEMBER_RESTARTED,
    /** A member missed the sum of a round, and the server tells only the outcome after it any more. */
    MEMBER_BEHIND,
    /** A member stopped with a reason of its own. */
    MEMBER_ABORTED,
    /** No state is vouched for by enough members of the previous epoch. */
    NO_COMMON_STATE,
    /** The process wants other members, or none. */
    REQUESTED
}
