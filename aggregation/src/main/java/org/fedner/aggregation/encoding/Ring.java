package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where vectors are added: Z_2^32 or Z_2^64, read in two's complement.
 *
 * <p>A sum of magnitude at most {@link #largestSum} can neither wrap nor be taken for another by the tag, which works
 * modulo p = 2^61 - 1. In Z_2^32 every word is such a sum; in Z_2^64 a sum beyond 2^60 - 1 is refused, because S and
 * S ± p lift to the same element of the field.
 */
public enum Ring {
    /** Words of 4 bytes: what most jobs need. */
    Z32(Integer.SIZE, Integer.MAX_VALUE),
    /** Words of 8 bytes: nothing saturates in practice, twice the bytes. */
    Z64(Long.SIZE, (1L << 60) - 1);

    private final int bits;
    private final long largestSum;

    Ring(int bits, long largestSum) {
        this.bits = bits;
        this.largestSum = largestSum;
    }

    /** The ring with words of so many bits, if there is one. */
    public static Optional<Ring> ofBits(int bits) {
        return Arrays.stream(values()).filter(ring -> ring.bits == bits).findFirst();
    }

    public int bits() {
        return bits;
    }

    /** Bytes of a word, on the wire and in a keystream. */
    public int wordBytes() {
        return bits / Byte.SIZE;
    }

    /** The largest magnitude of a word of a sum; one member's word is at most that divided by the members. */
    public long largestSum() {
        return largestSum;
    }

    /** The zero vector. */
    public RingVector zero(int size) {
        return this == Z32 ? RingVector.owning(new int[size]) : RingVector.owning(new long[size]);
    }

    /** Reads {@code size} big-endian words, advancing the buffer. */
    public RingVector read(ByteBuffer source, int size) {
        return this == Z32 ? Ring32Vector.read(source, size) : Ring64Vector.read(source, size);
    }
}
