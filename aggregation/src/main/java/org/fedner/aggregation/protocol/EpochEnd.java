package org.fedner.aggregation.protocol;

/** Why an epoch ended before its job. */
public enum EpochEnd {
    /** Members were silent at a deadline of the set-up. */
    MEMBERS_SILENT,
    /** A member lost the epoch's secrets: its process began anew. */
    MEMBER_RESTARTED,
    /** A member stopped with a reason of its own. */
    MEMBER_ABORTED,
    /** No state is vouched for by enough members of the previous epoch. */
    NO_COMMON_STATE,
    /** The process wants other members, or none. */
    REQUESTED
}
