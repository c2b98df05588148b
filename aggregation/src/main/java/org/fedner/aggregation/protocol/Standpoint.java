package org.fedner.aggregation.protocol;

import org.fedner.aggregation.masking.RoundContext;

/**
 * Where a platform stands among the rounds of an epoch.
 *
 * @param keyed its keys
 * @param state the shared state it verified
 * @param attempt the one it is in, or the first it may be asked for next
 * @param settled the last one that is over
 */
record Standpoint(KeyedMembership keyed, StateChain state, Attempt attempt, Settled settled) {

    RoundContext context() {
        return keyed.context(attempt, state);
    }

    Standpoint at(Attempt other) {
        return new Standpoint(keyed, state, other, settled);
    }

    /** This attempt is void: the next one of this round may come. */
    Standpoint voided() {
        return new Standpoint(
                keyed, state, attempt.again(), new Settled(context().digest(), true));
    }

    /** This attempt has a verified sum, which leads to {@code after}. */
    Standpoint summed(StateChain after) {
        return new Standpoint(
                keyed, after, attempt.nextRound(), new Settled(context().digest(), false));
    }
}
