package org.fedner.node.job;

import java.nio.ByteBuffer;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.crypto.expansion.Keystream;

/**
 * How platforms agree, inside the secure sum, that none of them improves any more, without saying which of them do.
 *
 * <p>Of the b bits that a word may have, the lower half counts: with M = 2^⌈b/2⌉ a platform that has stopped improving sends a
 * random multiple of M, one that still improves any number of b bits. The sum is a multiple of M if all have stopped; otherwise
 * its remainder is uniform, however many have not, and is zero by chance once in M rounds, which is why {@link #ROUNDS} rounds
 * in a row must say the same. Above the remainder stand the multiples of all, among which the carries of those who improve, at
 * most one each, are lost: they shift a sum of numbers of ⌊b/2⌋ bits.
 */
final class EarlyEnd {
    /** Training rounds one after the other that must say that all have stopped. */
    static final int ROUNDS = 3;

    private static final int MOST_BITS = 30; // so that a word is an int in either ring

    private EarlyEnd() {}

    /** A platform's word of one attempt: fresh bits of {@code random}, its own secret stream. */
    static int word(boolean hasStalled, SumCapacity capacity, Keystream random) {
        byte[] drawn = new byte[Integer.BYTES];
        random.next(drawn, 0, drawn.length);
        int word = ByteBuffer.wrap(drawn).getInt() & ((1 << bits(capacity)) - 1);
        return hasStalled ? word & -modulus(capacity) : word;
    }

    /** Whether the sum of such words can be one of platforms that have all stopped. */
    static boolean isSaidBy(long sum, SumCapacity capacity) {
        return sum % modulus(capacity) == 0;
    }

    private static int bits(SumCapacity capacity) {
        return Math.min(MOST_BITS, capacity.bits());
    }

    private static int modulus(SumCapacity capacity) {
        return 1 << (bits(capacity) + 1) / 2;
    }
}
