package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One public exponent per tensor: a coordinate g is encoded as about g 2^e.
 *
 * <p>Exponents are state that every party derives alike, in integers, from the verified sums. The rule of {@link #next}
 * keeps the largest word of a tensor's sum {@link #HEADROOM_BITS} below what one platform's word may be, because one
 * platform may hold nearly all of a sum, or more than the sum where others cancel it. With three members this leaves a
 * resolution of 2^-23 of the tensor's largest coordinate, with a hundred 2^-18. In Z_2^64 the headroom is {@link
 * #WIDE_HEADROOM_BITS} and the resolution 2^-38, with a hundred members 2^-33.
 *
 * <ul>
 *   <li>Too large: the exponent falls at once by the whole gap, at most {@link #LARGEST_FALL}.
 *   <li>Too small: it rises by half the gap, at most {@link #LARGEST_RISE}, so that one quiet batch does not make the next
 *       one saturate; a gap of one bit is left alone.
 *   <li>A tensor whose sum is zero says nothing and keeps its exponent.
 *   <li>Coordinates were saturated: the magnitude behind them is unknown. The tensors whose sum reached half the capacity
 *       are suspected (all tensors, if none did) and fall by at least {@link #SATURATION_FALL}. The clipped mass itself is
 *       in the residual of the platform and follows.
 * </ul>
 */
public final class Exponents {

    static final int HEADROOM_BITS = 6;

    /** In Z_2^64 there is room enough that nothing saturates unless a gradient grows a millionfold from one round to the next. */
    static final int WIDE_HEADROOM_BITS = 20;

    static final int LARGEST_RISE = 4;
    static final int LARGEST_FALL = 16;
    static final int SATURATION_FALL = 8;

    /** Before anything is known a platform's coordinate may be up to 2^12, a sum over 64 sentences. */
    static final int FIRST_RANGE_BITS = 12;

    static final int WIDE_FIRST_RANGE_BITS = 24;

    static final int SMALLEST = -64;
    static final int LARGEST = 100;

    private final int[] exponents;

    private Exponents(int[] exponents) {
        this.exponents = exponents;
    }

    /** For the first round of a job. */
    public static Exponents initial(InputLayout layout, SumCapacity capacity) {
        int[] exponents = new int[layout.tensorSizes().size()];
        Arrays.fill(exponents, capacity.bits() - firstRangeBits(capacity.ring()));
        return new Exponents(exponents);
    }

    private static int firstRangeBits(Ring ring) {
        return ring == Ring.Z32 ? FIRST_RANGE_BITS : WIDE_FIRST_RANGE_BITS;
    }

    public static Exponents of(int... exponents) {
        for (int exponent : exponents) {
            if (exponent < SMALLEST || exponent > LARGEST) {
                throw new IllegalArgumentException(
                        "exponent %d outside %d to %d".formatted(exponent, SMALLEST, LARGEST));
            }
        }
        return new Exponents(exponents.clone());
    }

    /** The exponents of the next round, from this round's verified sum. */
    public Exponents next(RingVector verifiedSum, InputLayout layout, SumCapacity capacity) {
        layout.requireSize(verifiedSum);
        requireTensors(layout);
        int[] peakBits = new int[exponents.length];
        int offset = layout.gradientOffset();
        for (int tensor = 0; tensor < exponents.length; tensor++) {
            int size = layout.tensorSizes().get(tensor);
            peakBits[tensor] = verifiedSum instanceof Ring32Vector narrow
                    ? peakBits(narrow.words(), offset, size)
                    : peakBits(((Ring64Vector) verifiedSum).words(), offset, size);
            offset += size;
        }
        boolean saturated = verifiedSum.word(InputLayout.SATURATED) != 0;
        boolean anyFull = Arrays.stream(peakBits).anyMatch(bits -> bits >= capacity.bits());

        int[] next = new int[exponents.length];
        for (int tensor = 0; tensor < next.length; tensor++) {
            boolean suspected = saturated && (!anyFull || peakBits[tensor] >= capacity.bits());
            int change = change(capacity.bits() - headroomBits(capacity.ring()), peakBits[tensor], suspected);
            next[tensor] = Math.max(SMALLEST, Math.min(LARGEST, exponents[tensor] + change));
        }
        return new Exponents(next);
    }

    private static int change(int targetBits, int peakBits, boolean suspected) {
        int gap = peakBits == 0 ? 0 : targetBits - peakBits;
        int change = gap < 0 ? Math.max(gap, -LARGEST_FALL) : Math.min(gap / 2, LARGEST_RISE);
        return suspected ? Math.min(change, -SATURATION_FALL) : change;
    }

    /** Bits of the largest magnitude: those of the union of all magnitudes (-w - 1 for a negative w). */
    private static int peakBits(int[] words, int offset, int size) {
        int union = 0;
        for (int j = offset; j < offset + size; j++) {
            union |= words[j] ^ (words[j] >> 31);
        }
        return Integer.SIZE - Integer.numberOfLeadingZeros(union);
    }

    private static int peakBits(long[] words, int offset, int size) {
        long union = 0;
        for (int j = offset; j < offset + size; j++) {
            union |= words[j] ^ (words[j] >> 63);
        }
        return Long.SIZE - Long.numberOfLeadingZeros(union);
    }

    private static int headroomBits(Ring ring) {
        return ring == Ring.Z32 ? HEADROOM_BITS : WIDE_HEADROOM_BITS;
    }

    public int tensors() {
        return exponents.length;
    }

    public int exponent(int tensor) {
        return exponents[tensor];
    }

    /** What a step of one word of this tensor is worth: 2^-e. */
    double step(int tensor) {
        return Math.scalb(1.0, -exponents[tensor]);
    }

    /** Canonical bytes, for state digests and checkpoints: the number of tensors and each exponent, big-endian. */
    public byte[] encode() {
        ByteBuffer encoded = ByteBuffer.allocate(Integer.BYTES * (1 + exponents.length));
        encoded.putInt(exponents.length);
        for (int exponent : exponents) {
            encoded.putInt(exponent);
        }
        return encoded.array();
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @throws IllegalArgumentException for any other bytes
     */
    public static Exponents decode(byte[] encoded) {
        ByteBuffer source = ByteBuffer.wrap(encoded);
        if (encoded.length < Integer.BYTES || encoded.length != Integer.BYTES * (1L + source.getInt())) {
            throw new IllegalArgumentException("not encoded exponents: %d bytes".formatted(encoded.length));
        }
        int[] exponents = new int[encoded.length / Integer.BYTES - 1];
        source.asIntBuffer().get(exponents);
        return of(exponents);
    }

    void requireTensors(InputLayout layout) {
        if (layout.tensorSizes().size() != exponents.length) {
            throw new IllegalArgumentException("%d exponents for %d tensors"
                    .formatted(exponents.length, layout.tensorSizes().size()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Exponents that && Arrays.equals(exponents, that.exponents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(exponents);
    }

    @Override
    public String toString() {
        return "Exponents" + Arrays.toString(exponents);
    }
}
