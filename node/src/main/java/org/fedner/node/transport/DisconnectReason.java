package org.fedner.node.transport;

/** Why a connection that had been let in has ended. */
public enum DisconnectReason {
    /** This side closed it. */
    CLOSED_HERE,
    /** The peer closed it in good order. */
    CLOSED_BY_PEER,
    /** Reset, unplugged, or cut in the middle of a frame. */
    CONNECTION_LOST,
    /** Nothing was heard for the settings' {@code silence}. */
    SILENT,
    /** The peer did not read for the settings' {@code silence} while bytes waited for it. */
    NOT_READING,
    FRAME_TOO_LARGE,
    MALFORMED_FRAME,
    /** The same certificate connected again and this connection did not answer. */
    REPLACED,
    /** A newer roster no longer lists the peer. */
    NOT_IN_ROSTER,
    /** The peer's certificate or this side's roster expired while connected. */
    EXPIRED,
    SHUTTING_DOWN
}
