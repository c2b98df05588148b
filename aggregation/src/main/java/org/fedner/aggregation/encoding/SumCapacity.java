package org.fedner.aggregation.encoding;

/**
 * How large one platform's word may be so that the sum over all members stays within {@link Ring#largestSum}.
 *
 * @param ring in which the sum is formed
 * @param members vectors that are summed
 * @param largestWord largest magnitude of one platform's word
 */
public record SumCapacity(Ring ring, int members, long largestWord) {

    /** Below this a tensor would keep fewer than ten bits beside the headroom of its exponent. */
    private static final int SMALLEST_USEFUL_WORD = 1 << 16;

    public SumCapacity {
        if (members < 1 || largestWord < 1 || largestWord > ring.largestSum() / members) {
            throw new IllegalArgumentException(
                    "sum could wrap: %d members of words up to %d".formatted(members, largestWord));
        }
        if (largestWord < SMALLEST_USEFUL_WORD) {
            throw new IllegalArgumentException("%d members leave words up to %d, below the useful %d"
                    .formatted(members, largestWord, SMALLEST_USEFUL_WORD));
        }
    }

    /** The largest capacity there is: floor((2^31 - 1) / members), or floor((2^60 - 1) / members). */
    public static SumCapacity of(Ring ring, int members) {
        if (members < 1) {
            throw new IllegalArgumentException("a sum over %d members".formatted(members));
        }
        return new SumCapacity(ring, members, ring.largestSum() / members);
    }

    /** floor(log2(largestWord)): words of this many bits and a sign always fit. */
    public int bits() {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(largestWord);
    }

    /** The word itself, refused when it exceeds the capacity: for counts, which are never clipped. */
    long require(String what, long word) {
        if (word < -largestWord || word > largestWord) {
            throw new IllegalArgumentException("sum could wrap: %s above %d".formatted(what, largestWord));
        }
        return word;
    }
}
