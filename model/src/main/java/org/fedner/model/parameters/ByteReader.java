package org.fedner.model.parameters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Big-endian fields of stored parameters, read strictly. */
final class ByteReader {
    private final ByteBuffer bytes;
    private final String what;

    /** @param what names the whole in messages, as in "the shared module" */
    ByteReader(byte[] bytes, String what) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.what = what;
    }

    byte[] bytes(int length) throws ModuleFormatException {
        need(length);
        byte[] field = new byte[length];
        bytes.get(field);
        return field;
    }

    int u8() throws ModuleFormatException {
        need(1);
        return bytes.get() & 0xFF;
    }

    int u16() throws ModuleFormatException {
        need(2);
        return bytes.getShort() & 0xFFFF;
    }

    /** A size: refuses what does not fit a positive int. */
    int u31() throws ModuleFormatException {
        need(4);
        int value = bytes.getInt();
        if (value < 0) {
            throw malformed("holds an impossible size");
        }
        return value;
    }

    long u63() throws ModuleFormatException {
        need(8);
        long value = bytes.getLong();
        if (value < 0) {
            throw malformed("holds an impossible count");
        }
        return value;
    }

    double f64() throws ModuleFormatException {
        need(8);
        return bytes.getDouble();
    }

    /** Text that is UTF-8, so that it is written again in the same bytes. */
    String text() throws ModuleFormatException {
        byte[] encoded = bytes(u16());
        String text = new String(encoded, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), encoded)) {
            throw malformed("holds text that is not UTF-8");
        }
        return text;
    }

    /** {@code count} finite floats. */
    float[] floats(int count) throws ModuleFormatException {
        if (count > bytes.remaining() / 4) {
            throw malformed("is cut short");
        }
        float[] values = new float[count];
        bytes.asFloatBuffer().get(values);
        bytes.position(bytes.position() + 4 * count);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw malformed("holds a number that is not finite");
            }
        }
        return values;
    }

    void expect(byte[] constant, String problem) throws ModuleFormatException {
        if (!Arrays.equals(bytes(constant.length), constant)) {
            throw malformed(problem);
        }
    }

    void expectEnd() throws ModuleFormatException {
        if (bytes.hasRemaining()) {
            throw malformed("has bytes after its end");
        }
    }

    ModuleFormatException malformed(String problem) {
        return new ModuleFormatException(what + " " + problem);
    }

    private void need(int length) throws ModuleFormatException {
        if (bytes.remaining() < length) {
            throw malformed("is cut short");
        }
    }
}
