package org.fedner.aggregation.message;

import java.util.Arrays;

/** The first byte of every message. Numbers are never used again for something else. */
public enum MessageType {
    HELLO(1),
    WELCOME(2),
    REFUSED(3),
    ROSTER(4),
    KEYS(5),
    KEYSET(6),
    LINK(7),
    LINKSET(8),
    READY(9),
    SNAPSHOT(10),
    OPEN(11),
    UPLOAD(12),
    RESULT(13),
    VOID(14),
    LEAVE(15),
    ABORT(16),
    FINISHED(17),
    BYE(18),
    SHARES(19),
    SURVIVORS(20),
    ACK(21),
    QUORUM(22),
    ANSWER(23),
    SEED(24),
    SEEDSET(25),
    CALL(26),
    RECOVERED(27),
    SEAL(28),
    SEALED(29),
    SEALED_SNAPSHOT(30),
    PREPARE(31),
    REVEAL(32),
    OPENED(33),
    CHECKPOINT(34),
    COSIGNATURE(35),
    RENEWAL(36);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    /** The type byte. */
    public int code() {
        return code;
    }

    static MessageType ofCode(int code) throws MalformedMessageException {
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElseThrow(() -> new MalformedMessageException("no message has type " + code));
    }
}
