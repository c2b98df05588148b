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
    /** A frame, or a message announced in chunks, is above what may come. */
    FRAME_TOO_LARGE,
    MALFORMED_FRAME,
    /** A chunk that nothing announced, that does not follow the one before, or that goes past the announced end. */
    CHUNK_MISPLACED,
    /** Another message began before the last chunk of one. */
    MESSAGE_INTERRUPTED,
    /** A message was to go on that is not the one held here, or not from where it stands. */
    RESUMED_WRONGLY,
    /** The chunks make another message than the one announced. */
    DIGEST_DIFFERS,
    /** The peer began a frame or a message and then sent next to nothing of it for the settings' {@code silence}. */
    STALLED,
    /** The same certificate connected again and this connection did not answer. */
    REPLACED,
    /** A newer roster no longer lists the peer. */
    NOT_IN_ROSTER,
    /** The peer's certificate or this side's roster expired while connected. */
    EXPIRED,
    SHUTTING_DOWN
}
