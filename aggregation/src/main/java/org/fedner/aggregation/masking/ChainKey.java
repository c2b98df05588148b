package org.fedner.aggregation.masking;

import java.util.Arrays;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.expansion.Labels;

/**
 * The key ck_ij that two members share in an epoch, ratcheted once a round.
 *
 * <p>Forward secret: {@link #advance} erases the key of the round that became final, and no later key leads back to it.
 * Used once by construction: rounds and attempts only increase, so no context is derived for twice.
 *
 * <pre>
 * mk_τ = HMAC(ck_τ, 0x01 ‖ τ)      ck_τ+1 = HMAC(ck_τ, 0x02 ‖ τ)
 * s_ij = Expand(mk_τ, "mask" ‖ C)  f_ij = Expand(mk_τ, "fmask" ‖ C)  r_ij = Expand(mk_τ, "rmask" ‖ C)
 * </pre>
 */
public final class ChainKey implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final byte[] MASKING = {0x01};
    private static final byte[] CHAIN = {0x02};
    private static final int NONE = -1;

    private final boolean ownIsLower;
    private SecretBytes key;
    private long round;
    private int lastAttempt = NONE; // compared, never counted on: the largest number must not lead back to the first

    private ChainKey(SecretBytes key, boolean ownIsLower) {
        this.key = key;
        this.ownIsLower = ownIsLower;
    }

    /**
     * The chain of a pair at round 0: ck_0 = Expand(prk_ij, "chain" ‖ lower id ‖ higher id).
     *
     * @param pairKey prk_ij, the pair's pseudorandom key; remains the caller's
     */
    public static ChainKey start(SecretBytes pairKey, byte[] ownId, byte[] peerId) {
        RoundContext.requireId(ownId);
        RoundContext.requireId(peerId);
        int order = Arrays.compareUnsigned(ownId, peerId);
        if (order == 0) {
            throw new IllegalArgumentException("a member has no mask with itself");
        }
        byte[] info = order < 0 ? Labels.label("chain", ownId, peerId) : Labels.label("chain", peerId, ownId);
        return new ChainKey(Hkdf.expand(pairKey, info, KEY_BYTES), order < 0);
    }

    /** τ, the round this key is for. */
    public long round() {
        return round;
    }

    /**
     * The pair's secrets for one context.
     *
     * @throws IllegalStateException unless the context is of this round and its attempt is later than any before
     */
    public PairwiseSecrets derive(RoundContext context) {
        if (context.round() != round || context.attempt() <= lastAttempt) {
            throw new IllegalStateException(
                    "masks for round %d, attempt %d asked of the key of round %d, last attempt %d"
                            .formatted(context.round(), context.attempt(), round, lastAttempt));
        }
        lastAttempt = context.attempt();
        try (SecretBytes maskingKey = maskingKey(key, round)) {
            return PairwiseSecrets.derive(ownIsLower, maskingKey, context.digest());
        }
    }

    /**
     * mk of the round after this key's, for the deposit of mode R: made before that round is called, and revealed to the
     * server only if this member then drops out of it. It leads neither to this round's masks nor to a later chain key.
     */
    public SecretBytes nextMaskingKey() {
        try (SecretBytes next = nextKey()) {
            return maskingKey(next, round + 1);
        }
    }

    /** The round is final: replaces the key by the next round's and erases it. */
    public void advance() {
        SecretBytes next = nextKey();
        key.close();
        key = next;
        round++;
        lastAttempt = NONE;
    }

    private SecretBytes nextKey() {
        return HmacSha256.derive(key, CHAIN, Labels.uint64(round));
    }

    private static SecretBytes maskingKey(SecretBytes chainKey, long round) {
        return HmacSha256.derive(chainKey, MASKING, Labels.uint64(round));
    }

    /** For the vectors of docs/protocol.md. */
    boolean matches(SecretBytes expected) {
        return key.matches(expected);
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "ChainKey[round " + round + ", redacted]";
    }
}
