package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable public bytes: equal by content, printed as hex. Never used for a secret. */
public final class ByteString {

    private static final int PRINTED_BYTES = 32;

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static ByteString of(byte... bytes) {
        return new ByteString(bytes.clone());
    }

    /** Takes {@code bytes} over; nobody else may hold them. */
    static ByteString owning(byte[] bytes) {
        return new ByteString(bytes);
    }

    /** All that is left in a buffer. */
    static ByteString reading(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return new ByteString(bytes);
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The array itself, for the codec, which only reads it. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Hex, cut after 32 bytes. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return bytes.length <= PRINTED_BYTES
                ? hex.formatHex(bytes)
                : hex.formatHex(bytes, 0, PRINTED_BYTES) + "… (" + bytes.length + " bytes)";
    }
}
