package org.fedner.model.parameters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Big-endian fields of stored parameters, written to one growing array. */
final class ByteWriter {
    private ByteBuffer bytes;

    ByteWriter(int expectedBytes) {
        bytes = ByteBuffer.allocate(expectedBytes);
    }

    ByteWriter bytes(byte[] field) {
        room(field.length).put(field);
        return this;
    }

    ByteWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    ByteWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    ByteWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    ByteWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    ByteWriter f64(double value) {
        room(8).putDouble(value);
        return this;
    }

    ByteWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xFFFF) {
            throw new IllegalArgumentException("a text of %d bytes".formatted(utf8.length));
        }
        return u16(utf8.length).bytes(utf8);
    }

    ByteWriter floats(float[] values) {
        ByteBuffer target = room(4 * values.length);
        target.asFloatBuffer().put(values);
        target.position(target.position() + 4 * values.length);
        return this;
    }

    ByteWriter floats(float[] values, int from, int count) {
        ByteBuffer target = room(4 * count);
        target.asFloatBuffer().put(values, from, count);
        target.position(target.position() + 4 * count);
        return this;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(Math.addExact(bytes.position(), length), 2 * bytes.capacity());
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return bytes;
    }
}
