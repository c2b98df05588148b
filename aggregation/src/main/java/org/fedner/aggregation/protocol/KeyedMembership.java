package org.fedner.aggregation.protocol;

import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.ServerView;
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

    boolean serverSeesNothing() {
        return epoch().parameters().serverSees() == ServerView.NOTHING;
    }

    /** What the members call a state to the server: its digest, or where the server sees nothing a secret name of it. */
    Digest nameOf(Digest state) {
        return serverSeesNothing() ? secrets.secretName(state) : state;
    }

    /** An upload's masked vector as it leaves. */
    void hide(JointVector masked, RoundContext context) {
        if (serverSeesNothing()) {
            secrets.hide(masked.ring(), context);
        }
    }

    /** The sum in a result that came. */
    JointVector reveal(JointVector result, RoundContext context) {
        if (!serverSeesNothing()) {
            return result;
        }
        RingVector sum = result.ring().copy(); // the message keeps what its digest is of
        secrets.reveal(sum, context);
        return new JointVector(sum, result.announced());
    }

    static Attempt attempt(Open open) {
        return new Attempt(open.round(), open.attempt());
    }
}
