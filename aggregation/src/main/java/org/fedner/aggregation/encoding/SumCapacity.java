package org.fedner.aggregation.encoding;

/**
 * How large one platform's word may be so that the sum over all members cannot wrap in Z_2^32.
 *
 * @param members vectors that are summed
 * @param largestWord largest magnitude of one platform's word
 */
public record SumCapacity(int members, int largestWord) {

    /** Below this a tensor would keep fewer than ten bits beside the headroom of its exponent. */
    private static final int SMALLEST_USEFUL_WORD = 1 << 16;

    public SumCapacity {
        if (members < 1 || largestWord < 1 || (long) members * largestWord > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "sum could wrap: %d members of words up to %d".formatted(members, largestWord));
        }
        if (largestWord < SMALLEST_USEFUL_WORD) {
            throw new IllegalArgumentException("%d members leave words up to %d, below the useful %d"
                    .formatted(members, largestWord, SMALLEST_USEFUL_WORD));
        }
    }

    /** The largest capacity there is: floor((2^31 - 1) / members). */
    public static SumCapacity of(int members) {
        if (members < 1) {
            throw new IllegalArgumentException("a sum over %d members".formatted(members));
        }
        return new SumCapacity(members, Integer.MAX_VALUE / members);
    }

    /** floor(log2(largestWord)): words of this many bits and a sign always fit. */
    public int bits() {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(largestWord);
    }

    /** The word itself, refused when it exceeds the capacity: for counts, which are never clipped. */
    int require(String what, int word) {
        if (word < -largestWord || word > largestWord) {
            throw new IllegalArgumentException("sum could wrap: %s above %d".formatted(what, largestWord));
        }
        return word;
    }
}
