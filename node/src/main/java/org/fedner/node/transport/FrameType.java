package org.fedner.node.transport;

import java.util.Optional;

/** What a frame carries; the number is the byte on the wire. */
enum FrameType {
    DATA(0),
    /** Server to platform, first frame: lowest and highest framing version, two u16. */
    ADMITTED(1),
    /** Server to platform, first and last frame: u8 code of a {@link Refusal}. */
    REFUSED(2),
    /** Platform to server, answer to ADMITTED: the framing version chosen, u16; 0 when there is none in common. */
    ENTERED(3),
    PING(4),
    PONG(5),
    /** A message in chunks begins, or goes on where an earlier connection broke: an {@link Announcement}. From framing 2 on. */
    BEGIN(6),
    /** Where in the message it stands, u32, and its next bytes. From framing 2 on. */
    CHUNK(7),
    /** What this side holds of a message whose connection broke: an {@link Announcement}. From framing 2 on. */
    HOLDING(8);

    private static final FrameType[] BY_CODE = values();

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** Whether it exists from {@link Versions#WITH_CHUNKS} on only. */
    boolean isOfChunks() {
        return code >= BEGIN.code;
    }

    /** Whether it carries bytes of a message of the protocol. */
    boolean isOfMessages() {
        return this == DATA || this == CHUNK;
    }

    byte code() {
        return (byte) code;
    }

    static Optional<FrameType> ofCode(int code) {
        return code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
