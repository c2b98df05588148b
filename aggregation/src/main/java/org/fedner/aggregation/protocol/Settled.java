package org.fedner.aggregation.protocol;

import org.fedner.crypto.expansion.Digest;

/**
 * The last attempt that is over, so that its outcome is known when it is repeated or contradicted.
 *
 * @param context its C
 * @param isVoid whether it ended without a sum
 */
record Settled(Digest context, boolean isVoid) {

    /** Before the first attempt: E stands for a context that no message can name. */
    static Settled nothing(Epoch epoch) {
        return new Settled(epoch.digest(), true);
    }
}
