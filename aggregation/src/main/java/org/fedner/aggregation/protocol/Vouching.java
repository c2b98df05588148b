package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.message.Ready;

/**
 * Which state the members of the previous epoch vouch for: the one that more than (n_old + f) / 2 of them name.
 *
 * <p>A READY counts if its sender is among the previous members it names; those counted together must agree on the state,
 * its round and the previous members. With at most f colluding platforms, no two states can both be vouched for by the
 * members of one epoch, and no invented list of previous members helps: f of f never exceed (f + f) / 2. Members of
 * different epochs may vouch for two states, each verified by honest ones; then whoever shows the READYs chooses.
 */
final class Vouching {

    private Vouching() {}

    static Optional<StateChain> vouchedState(Stream<Ready> readies, int colluders) {
        List<Ready> voters = readies.filter(ready -> ready.previousMembers().contains(ready.platform()))
                .toList();
        return voters.stream()
                .filter(ready ->
                        2 * supporters(voters, ready) > ready.previousMembers().size() + colluders)
                .findFirst()
                .map(Vouching::named);
    }

    static StateChain named(Ready ready) {
        return new StateChain(ready.state(), ready.modelRound());
    }

    private static long supporters(List<Ready> voters, Ready candidate) {
        return voters.stream()
                .filter(voter -> named(voter).equals(named(candidate))
                        && voter.previousMembers().equals(candidate.previousMembers()))
                .count();
    }
}
