package org.fedner.audit.event;

/** What a message carries. A message of no listed kind cannot leave. */
public enum Content {
    HELLO,
    JOB,
    ROSTER,
    KEYS,
    KEYSET,
    SEED,
    SEEDSET,
    LINK,
    LINKSET,
    READY,
    OPEN,
    MASKED_VECTOR,
    RESULT,
    VOID,
    SNAPSHOT,
    SHARES,
    SURVIVORS,
    ACK,
    QUORUM,
    ANSWER,
    REVEAL,
    OPENED,
    LEAVE,
    ABORT,
    COSIGNATURE,
    CHECKPOINT,
    /** A request for newer papers, or the authority's answer. */
    RENEWAL
}
