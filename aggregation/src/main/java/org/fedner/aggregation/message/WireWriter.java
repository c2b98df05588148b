package org.fedner.aggregation.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.field.Mersenne61;

/** Writes the TLS presentation language (RFC 8446, section 3): big-endian integers, vectors with their length in bytes. */
public final class WireWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An empty writer. */
    public WireWriter() {}

    /** Writes {@code value} in {@code bytes} bytes, big-endian. */
    public WireWriter uint(int bytes, long value) {
        if (value < 0 || (bytes < Long.BYTES && value >>> (8 * bytes) != 0)) {
            throw new IllegalArgumentException("%d does not fit %d unsigned bytes".formatted(value, bytes));
        }
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    /** Bytes without a length. */
    public WireWriter fixed(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    public WireWriter digest(Digest digest) {
        return fixed(digest.bytes());
    }

    public WireWriter platform(PlatformId id) {
        return fixed(id.bytes());
    }

    /** Two elements of the field, eight bytes each. */
    public WireWriter tag(Tag tag) {
        return uint(Mersenne61.ELEMENT_BYTES, tag.first()).uint(Mersenne61.ELEMENT_BYTES, tag.second());
    }

    /** {@code opaque value<min..max>}: the length takes as many bytes as {@code max} needs. */
    public WireWriter opaque(byte[] value, int min, int max) {
        if (value.length < min || value.length > max) {
            throw new IllegalArgumentException("%d bytes outside <%d..%d>".formatted(value.length, min, max));
        }
        return uint(lengthBytes(max), value.length).fixed(value);
    }

    /** Printable text as US-ASCII in a vector. */
    public WireWriter ascii(String text, int min, int max) {
        return opaque(text.getBytes(StandardCharsets.US_ASCII), min, max);
    }

    /** {@code T values<0..maxBytes>}: the elements, encoded one after the other. */
    public <T> WireWriter list(List<T> values, int maxBytes, BiConsumer<WireWriter, T> element) {
        WireWriter inner = new WireWriter();
        values.forEach(value -> element.accept(inner, value));
        return opaque(inner.toBytes(), 0, maxBytes);
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    static int lengthBytes(int max) {
        return max <= 0xff ? 1 : max <= 0xffff ? 2 : max <= 0xff_ffff ? 3 : 4;
    }
}
