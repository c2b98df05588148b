package org.fedner.aggregation.masking;

import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;

/**
 * A member's self mask of one context, and the pads of its tag: Expand(SHA-256(b), "self" ‖ C) and Expand(SHA-256(b),
 * "fself" ‖ C). It hides a late upload of a member that was dropped, whose pairwise masks the server knows by then.
 */
final class SelfMask extends Mask {

    private SelfMask(boolean isAdded, SecretBytes secretSeed, Digest context) {
        super(isAdded, secretSeed, "self", context);
    }

    /** @param secretSeed SHA-256(b); remains the caller's */
    static SelfMask derive(boolean isAdded, SecretBytes secretSeed, Digest context) {
        return new SelfMask(isAdded, secretSeed, context);
    }
}
