package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;

/**
 * Where a platform stands among the rounds of an epoch.
 *
 * @param keyed its keys
 * @param state the shared state it verified
 * @param attempt the one it is in, or the first it may be asked for next
 * @param settled the last one that is over
 * @param rows that the attempt's gradient covers; none until a round has found them
 */
record Standpoint(KeyedMembership keyed, StateChain state, Attempt attempt, Settled settled, RowSet rows) {

    RoundContext context() {
        return keyed.context(attempt, state, rows);
    }

    RoundKind kind() {
        return keyed.epoch().kindOf(attempt);
    }

    /** In another attempt of the same round: rows are known for the first one only. */
    Standpoint at(Attempt other) {
        return new Standpoint(
                keyed,
                state,
                other,
                settled,
                other.equals(attempt) ? rows : keyed.epoch().noRows());
    }

    /** The context of this round of mode R, which is called with these participants. */
    RoundContext called(List<PlatformId> participants) {
        return keyed.epoch()
                .context(
                        keyed.transcript(),
                        attempt.round(),
                        state.digest(),
                        keyed.epoch().layoutOf(attempt, rows),
                        participants);
    }

    /** This round of mode R has no sum: the next round may be called. */
    Standpoint skipped(Digest context) {
        return new Standpoint(
                keyed,
                state,
                attempt.nextRound(),
                new Settled(context, true),
                keyed.epoch().noRows());
    }

    /** This round of mode R has a verified sum, which leads to {@code after}. */
    Standpoint recovered(Digest context, StateChain after) {
        return new Standpoint(
                keyed,
                after,
                attempt.nextRound(),
                new Settled(context, false),
                keyed.epoch().noRows());
    }

    /** This attempt is void: the next one of this round may come. */
    Standpoint voided() {
        return new Standpoint(
                keyed,
                state,
                attempt.again(),
                new Settled(context().digest(), true),
                keyed.epoch().noRows());
    }

    /** This attempt has a verified sum, which leads to {@code after} and names the rows of the next round. */
    Standpoint summed(StateChain after, RowSet next) {
        return new Standpoint(
                keyed, after, attempt.nextRound(), new Settled(context().digest(), false), next);
    }
}
