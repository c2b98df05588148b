package org.fedner.aggregation.protocol;

import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Open;
import org.fedner.crypto.expansion.Digest;

/**
 * A membership whose keys are agreed.
 *
 * @param transcript h_e
 * @param graph who masks with whom
 * @param secrets erased with the epoch
 * @param roundedSentences this platform's input to the size round
 */
record KeyedMembership(
        Membership membership, Digest transcript, EpochGraph graph, EpochSecrets secrets, long roundedSentences) {

    Epoch epoch() {
        return membership.epoch();
    }

    RoundContext context(Attempt attempt, StateChain state, RowSet rows) {
        return epoch().context(transcript, attempt, state.digest(), epoch().layoutOf(attempt, rows));
    }

    /** The context that a request names, whatever this platform thinks of it. */
    Digest namedContext(Open open) {
        return epoch().context(transcript, attempt(open), open.state(), open.layout())
                .digest();
    }

    /** The context that a call names, likewise. */
    Digest namedContext(Call call) {
        return epoch().context(transcript, call.round(), call.state(), call.layout(), call.participants())
                .digest();
    }

    static Attempt attempt(Open open) {
        return new Attempt(open.round(), open.attempt());
    }
}
