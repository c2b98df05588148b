package org.fedner.aggregation.protocol;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.message.Ready;

/**
 * Which state the members vouch for: the newest one that more than f of them have verified themselves.
 *
 * <p>A READY counts if its sender is among the previous members it names, which says that the sender itself verified the
 * state in an epoch with them. Of f + 1 such members one at least is honest, so what is vouched for is a state that an
 * honest platform came to by verified sums; at most f colluding platforms never vouch for anything alone. Two states of
 * the same round with that many voters vouch for nothing.
 *
 * <p>A server may hide the newest votes from one member. That member then starts from an older true state, its contexts
 * differ from the others', and the server learns noise.
 */
final class Vouching {

    private Vouching() {}

    static Optional<StateChain> vouchedState(Stream<Ready> readies, int colluders) {
        List<StateChain> voted = readies.filter(ready -> ready.previousMembers().contains(ready.platform()))
                .map(Vouching::named)
                .toList();
        List<StateChain> vouched = voted.stream()
                .filter(state -> voted.stream().filter(state::equals).count() > colluders)
                .distinct()
                .sorted(Comparator.comparingLong(StateChain::modelRound).reversed())
                .toList();
        boolean contested = vouched.size() > 1
                && vouched.get(0).modelRound() == vouched.get(1).modelRound();
        return contested ? Optional.empty() : vouched.stream().findFirst();
    }

    static StateChain named(Ready ready) {
        return new StateChain(ready.state(), ready.modelRound());
    }
}
