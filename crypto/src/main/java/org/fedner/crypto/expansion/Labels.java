package org.fedner.crypto.expansion;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Domain labels: {@code "hsa1 " || name || 0x00 || context...} (docs/protocol.md, "Standard pieces").
 *
 * <p>Two labels differ whenever their names do, because a name never holds a zero byte. Contexts are concatenated as they
 * are: every caller gives parts of fixed length, in a fixed order for the name.
 */
public final class Labels {

    private static final byte[] PROTOCOL = "hsa1 ".getBytes(StandardCharsets.US_ASCII);

    private Labels() {}

    /**
     * @param name lower-case ASCII letters, digits and hyphens, not empty
     * @param context parts of fixed length
     */
    public static byte[] label(String name, byte[]... context) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a label name: " + name);
        }
        ByteArrayOutputStream label = new ByteArrayOutputStream(128);
        label.writeBytes(PROTOCOL);
        label.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        label.write(0);
        for (byte[] part : context) {
            label.writeBytes(part);
        }
        return label.toByteArray();
    }

    public static byte[] uint8(int value) {
        if (value < 0 || value > 0xff) {
            throw new IllegalArgumentException("not an unsigned byte: " + value);
        }
        return new byte[] {(byte) value};
    }

    /** Four bytes, big-endian. */
    public static byte[] uint32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /** Eight bytes, big-endian. */
    public static byte[] uint64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
