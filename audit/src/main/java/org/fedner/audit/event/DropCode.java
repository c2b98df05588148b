package org.fedner.audit.event;

/** Why a platform is not among those a round or an epoch goes on with. */
public enum DropCode {
    /** Nothing arrived before the deadline. */
    DEADLINE,
    /** The connection was lost. */
    DISCONNECTED,
    /** It asked to be left out. */
    LEFT,
    /** Its certificate was revoked or has expired. */
    REVOKED,
    /** Its message was malformed, badly signed or out of turn. */
    MISBEHAVED,
    /** It aborted the epoch. */
    ABORTED
}
