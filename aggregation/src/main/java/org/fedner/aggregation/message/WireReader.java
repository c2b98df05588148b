package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.field.Mersenne61;

/**
 * Reads the TLS presentation language (RFC 8446, section 3), strictly: what runs over the end, leaves bytes behind or
 * lies outside its bounds is a {@link MalformedMessageException}, and nothing else is ever thrown.
 */
public final class WireReader {

    /** Reads one value. */
    @FunctionalInterface
    public interface Decoder<T> {
        T read(WireReader in) throws MalformedMessageException;
    }

    private final ByteBuffer in;

    /** Reads {@code bytes} from the start; the array must not change meanwhile. */
    public WireReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private WireReader(ByteBuffer in) {
        this.in = in;
    }

    /** Reads a whole value: {@code decoder} must consume every byte. */
    public static <T> T whole(byte[] bytes, Decoder<T> decoder) throws MalformedMessageException {
        WireReader reader = new WireReader(bytes);
        T value = reader.built(decoder);
        reader.end();
        return value;
    }

    /** An unsigned integer of {@code bytes} bytes; with eight bytes only values below 2^63. */
    public long uint(int bytes) throws MalformedMessageException {
        need(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | in.get() & 0xff;
        }
        if (value < 0) {
            throw new MalformedMessageException("a 64-bit integer is 2^63 or more");
        }
        return value;
    }

    /** An unsigned integer of four bytes, below 2^31. */
    public int uint31() throws MalformedMessageException {
        long value = uint(Integer.BYTES);
        if (value > Integer.MAX_VALUE) {
            throw new MalformedMessageException("a 32-bit integer is 2^31 or more");
        }
        return (int) value;
    }

    /** A byte that is 0 or 1 up to {@code limit - 1}: the tag of a choice. */
    public int choice(int limit) throws MalformedMessageException {
        int tag = (int) uint(1);
        if (tag >= limit) {
            throw new MalformedMessageException("choice %d of %d".formatted(tag, limit));
        }
        return tag;
    }

    public byte[] fixed(int bytes) throws MalformedMessageException {
        need(bytes);
        byte[] value = new byte[bytes];
        in.get(value);
        return value;
    }

    public Digest digest() throws MalformedMessageException {
        return new Digest(fixed(Sha256.DIGEST_BYTES));
    }

    public PlatformId platform() throws MalformedMessageException {
        return PlatformId.ofBytes(fixed(PlatformId.BYTES));
    }

    /** Two elements of the field, eight bytes each. */
    public Tag tag() throws MalformedMessageException {
        return built(r -> new Tag(r.uint(Mersenne61.ELEMENT_BYTES), r.uint(Mersenne61.ELEMENT_BYTES)));
    }

    /** {@code opaque value<min..max>}. */
    public byte[] opaque(int min, int max) throws MalformedMessageException {
        return fixed(length(min, max));
    }

    /** Printable US-ASCII (0x20 to 0x7e) in a vector. */
    public String ascii(int min, int max) throws MalformedMessageException {
        byte[] text = opaque(min, max);
        for (byte b : text) {
            if (b < 0x20 || b > 0x7e) {
                throw new MalformedMessageException("text is not printable ASCII");
            }
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** {@code T values<0..maxBytes>}. */
    public <T> List<T> list(int maxBytes, Decoder<T> element) throws MalformedMessageException {
        int length = length(0, maxBytes);
        WireReader inner = new WireReader(in.slice(in.position(), length));
        in.position(in.position() + length);
        List<T> values = new ArrayList<>();
        while (inner.in.hasRemaining()) {
            int before = inner.in.position();
            values.add(inner.built(element));
            if (inner.in.position() == before) {
                throw new MalformedMessageException("an element of a list is empty");
            }
        }
        return List.copyOf(values);
    }

    /**
     * Runs a decoder whose records check their own rules: a rule broken by bytes from outside is a malformed message,
     * not our bug.
     */
    <T> T built(Decoder<T> decoder) throws MalformedMessageException {
        try {
            return decoder.read(this);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    /** The length of a vector, checked against its bounds and against what is there, before anything is allocated. */
    int length(int min, int max) throws MalformedMessageException {
        long length = uint(WireWriter.lengthBytes(max));
        if (length < min || length > max) {
            throw new MalformedMessageException("vector of %d bytes outside <%d..%d>".formatted(length, min, max));
        }
        need((int) length);
        return (int) length;
    }

    int position() {
        return in.position();
    }

    /** The next {@code bytes} bytes as a view, consumed. */
    ByteBuffer view(int bytes) throws MalformedMessageException {
        need(bytes);
        ByteBuffer view = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return view;
    }

    boolean isAtEnd() {
        return !in.hasRemaining();
    }

    void end() throws MalformedMessageException {
        if (!isAtEnd()) {
            throw new MalformedMessageException(in.remaining() + " trailing bytes");
        }
    }

    private void need(int bytes) throws MalformedMessageException {
        if (in.remaining() < bytes) {
            throw new MalformedMessageException("%d bytes wanted, %d left".formatted(bytes, in.remaining()));
        }
    }
}
