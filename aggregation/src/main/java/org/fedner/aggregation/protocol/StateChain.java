package org.fedner.aggregation.protocol;

import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * The shared module's state as the protocol sees it: a digest, and how many training rounds are in it.
 *
 * @param digest of the full state at the start of an epoch; then chained
 * @param modelRound verified training rounds
 */
record StateChain(Digest digest, long modelRound) {

    /** What stands for it in mode D, which has none: SHA-256(lab("no-state")). */
    static final StateChain NONE = new StateChain(Digest.of(Labels.label("no-state")), 0);

    /** The state after a verified sum: SHA-256(previous ‖ SHA-256(sum)). Only a training round changes it. */
    StateChain after(RoundKind kind, Digest sumDigest) {
        return kind == RoundKind.TRAINING
                ? new StateChain(Digest.of(digest.bytes(), sumDigest.bytes()), modelRound + 1)
                : this;
    }
}
