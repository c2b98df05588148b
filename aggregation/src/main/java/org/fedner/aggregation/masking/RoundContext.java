package org.fedner.aggregation.masking;

import java.util.Arrays;
import java.util.Collection;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * Everything a round of the secure sum depends on. Its digest C is part of every mask key, so platforms that were shown
 * different members, states or layouts hold masks that do not cancel, and the server learns noise.
 *
 * @param epochTranscript h_e: the digest of the epoch's signed keys
 * @param round τ: 0 for the size round of an epoch, then counted on
 * @param attempt 0 for the first, one more after each void
 * @param mode fixed for the epoch
 * @param members {@link #digestOf} the members' identifiers
 * @param state digest of the shared module's state
 * @param layout digest of what the words of the input are
 */
public record RoundContext(
        Digest epochTranscript,
        long round,
        int attempt,
        AggregationMode mode,
        Digest members,
        Digest state,
        Digest layout) {

    /** Bytes of a member's identifier. */
    public static final int ID_BYTES = 16;

    public RoundContext {
        if (round < 0 || attempt < 0) {
            throw new IllegalArgumentException("round %d, attempt %d".formatted(round, attempt));
        }
    }

    /** SHA-256 of the members' identifiers of 16 bytes, in ascending order. */
    public static Digest digestOf(Collection<byte[]> memberIds) {
        byte[][] sorted = memberIds.toArray(byte[][]::new);
        for (byte[] id : sorted) {
            requireId(id);
        }
        Arrays.sort(sorted, Arrays::compareUnsigned);
        for (int i = 1; i < sorted.length; i++) {
            if (Arrays.equals(sorted[i - 1], sorted[i])) {
                throw new IllegalArgumentException("a member is listed twice");
            }
        }
        return Digest.of(sorted);
    }

    /** C, what masks and tags of this round are derived under. */
    public Digest digest() {
        return Digest.of(Labels.label(
                "round",
                epochTranscript.bytes(),
                Labels.uint64(round),
                Labels.uint32(attempt),
                Labels.uint8(mode.code()),
                members.bytes(),
                state.bytes(),
                layout.bytes()));
    }

    static void requireId(byte[] id) {
        if (id.length != ID_BYTES) {
            throw new IllegalArgumentException("an identifier has 16 bytes, not " + id.length);
        }
    }
}
