package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;

/**
 * What two members share for one context: the seeds s_ij and r_ij of their masks over ring and field, and the pads f_ij of
 * their tags. σ_ij: the member with the lower identifier adds the mask, the other subtracts it. Consumed once.
 */
public final class PairwiseSecrets extends Mask {

    /** All three are expanded from the pair's masking key mk of the round. */
    private PairwiseSecrets(boolean ownIsLower, SecretBytes maskingKey, Digest context) {
        super(ownIsLower, maskingKey, "mask", context);
    }

    /**
     * @param ownIsLower whether this side's identifier is the lower one
     * @param maskingKey mk; remains the caller's
     */
    static PairwiseSecrets derive(boolean ownIsLower, SecretBytes maskingKey, Digest context) {
        return new PairwiseSecrets(ownIsLower, maskingKey, context);
    }
}
