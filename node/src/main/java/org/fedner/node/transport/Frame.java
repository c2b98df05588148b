package org.fedner.node.transport;

import java.nio.ByteBuffer;

/** One frame; the arrays are handed over, not copied. */
@SuppressWarnings("ArrayRecordComponent")
record Frame(FrameType type, byte[] body) {
    /** Bytes before the body: u32 length of type and body, u8 type. */
    static final int HEADER_BYTES = 5;

    /** Most bytes of a message in one chunk; a longer message travels in chunks where both sides speak of them. */
    static final int CHUNK_BYTES = 1 << 16;

    static final byte[] EMPTY = {};

    static Frame of(FrameType type) {
        return new Frame(type, EMPTY);
    }

    /** A control frame of one or two u16. */
    static Frame of(FrameType type, int... shorts) {
        ByteBuffer body = ByteBuffer.allocate(2 * shorts.length);
        for (int value : shorts) {
            body.putShort((short) value);
        }
        return new Frame(type, body.array());
    }

    byte[] header() {
        return header(type, body.length);
    }

    static byte[] header(FrameType type, int bodyBytes) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(bodyBytes + 1)
                .put(type.code())
                .array();
    }

    /** The u16 at {@code index}; the caller has checked the length. */
    int u16(int index) {
        return ByteBuffer.wrap(body).getShort(2 * index) & 0xffff;
    }

    @Override
    public String toString() {
        return "Frame[" + type + ", " + body.length + " bytes]";
    }
}
