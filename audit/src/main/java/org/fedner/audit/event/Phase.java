package org.fedner.audit.event;

/** The part of the protocol a message belongs to. */
public enum Phase {
    /** Connecting, negotiating, fetching the job or a snapshot. */
    JOIN,
    /** Keys, links and confirmations of an epoch. */
    SETUP,
    /** The sum of the platforms' sizes, once an epoch. */
    SIZE,
    /** A training round: open, upload, result or void. */
    TRAIN,
    /** Recovery of self masks (mode R only). */
    UNMASK,
    /** A round on public dummy inputs and the opening of its masks (mode D only). */
    DIAGNOSE,
    /** Leaving, aborting, closing. */
    CLOSE
}
