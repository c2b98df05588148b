package org.fedner.aggregation.protocol;

import org.fedner.crypto.expansion.Digest;

/**
 * The shared module's state as the protocol sees it: a digest, and how many training rounds are in it.
 *
 * @param digest of the full state at the start of an epoch; then chained
 * @param modelRound verified training rounds
 */
record StateChain(Digest digest, long modelRound) {

    /** The state after a verified sum: SHA-256(previous ‖ SHA-256(sum)). A size round leaves it as it is. */
    StateChain after(Attempt attempt, Digest sumDigest) {
        return attempt.isSizeRound()
                ? this
                : new StateChain(Digest.of(digest.bytes(), sumDigest.bytes()), modelRound + 1);
    }
}
