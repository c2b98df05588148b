package org.fedner.aggregation.protocol;

import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.Open;
import org.fedner.crypto.expansion.Digest;

/**
 * A membership whose keys are agreed.
 *
 * @param transcript h_e
 * @param secrets erased with the epoch
 * @param roundedSentences this platform's input to the size round
 */
record KeyedMembership(Membership membership, Digest transcript, EpochSecrets secrets, int roundedSentences) {

    Epoch epoch() {
        return membership.epoch();
    }

    RoundContext context(Attempt attempt, StateChain state) {
        return epoch().context(transcript, attempt, state.digest());
    }

    /** The context that a request names, whatever this platform thinks of it. */
    Digest namedContext(Open open) {
        RoundContext named = epoch().context(transcript, attempt(open), open.state());
        return new RoundContext(
                        named.epochTranscript(),
                        named.round(),
                        named.attempt(),
                        named.mode(),
                        named.members(),
                        named.state(),
                        open.layout())
                .digest();
    }

    static Attempt attempt(Open open) {
        return new Attempt(open.round(), open.attempt());
    }
}
