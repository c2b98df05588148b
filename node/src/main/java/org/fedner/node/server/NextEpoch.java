package org.fedner.node.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.PreparedEpoch;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.audit.event.Phase;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;

/**
 * The epoch after this one, when it is known before this one is over: whoever waits to join has its keys agreed beside the
 * rounds, which wait for nobody. One at a time; what fails or takes too long is dropped, and the members change at a round's
 * end without preparation. Confined to the server's loop.
 */
final class NextEpoch {

    private final ServerSetup setup;
    private final JobTerms terms;
    private final ServerStore store;
    private final EgressGate gate;
    private final Members members;
    private final ServerParty party;
    private Optional<PreparedEpoch> prepared = Optional.empty();
    private Optional<ServerPhase> left = Optional.empty(); // the epoch before the change, until the next is established
    private Optional<Digest> entered = Optional.empty();
    private boolean failed;
    private long number;
    private long deadlineNanos;

    NextEpoch(
            ServerSetup setup, JobTerms terms, ServerStore store, EgressGate gate, Members members, ServerParty party) {
        this.setup = setup;
        this.terms = terms;
        this.store = store;
        this.gate = gate;
        this.members = members;
        this.party = party;
    }

    /**
     * Whether the members change now that a round is over. If somebody waits and nothing is prepared, the preparation begins
     * and the present epoch goes on.
     */
    boolean isDueAfterRound(List<PlatformId> epochMembers, Where where) throws IOException {
        if (epochMembers.containsAll(members.presentIds())) {
            drop();
            return false;
        }
        if (failed) {
            failed = false;
            return true;
        }
        if (prepared.isEmpty()) {
            begin(epochMembers, where);
            return false;
        }
        return prepared.get().isReady() || System.nanoTime() >= deadlineNanos;
    }

    private void begin(List<PlatformId> epochMembers, Where where) throws IOException {
        List<PlatformId> present = members.presentIds();
        number = store.epochNumber() + 1;
        store.reserveEpoch(number);
        deadlineNanos = System.nanoTime() + setup.epochSetup().toNanos();
        take(
                PreparedEpoch.begin(
                        party,
                        number,
                        terms.epochParameters(),
                        present,
                        members.proposedRoster(),
                        Set.copyOf(epochMembers)),
                where);
    }

    private void take(PreparedEpoch next, Where where) {
        prepared = Optional.of(next);
        for (Outgoing outgoing : next.outgoing()) {
            members.peer(outgoing.to()).ifPresent(peer -> gate.plan(peer, outgoing.message(), where.in(Phase.SETUP)));
        }
        gate.flush();
    }

    /** Takes a message that is about the prepared epoch; false if it is about the present one. */
    boolean takes(PlatformId from, WireMessage<?> message, List<PlatformId> epochMembers, Where where) {
        if (prepared.filter(next -> next.concerns(message)).isEmpty()) {
            return false;
        }
        take(prepared.get().after(from, message), where);
        if (prepared.get().hasFailed()) {
            drop();
            if (!epochMembers.contains(from)) {
                members.dismiss(from); // it stopped; the rounds of the others go on
            }
        }
        return true;
    }

    /** Its keys of the prepared epoch may be lost with its connection. */
    void arrived(PlatformId id) {
        if (prepared.filter(next -> next.members().contains(id)).isPresent()) {
            drop();
            failed = true;
        }
    }

    /** The prepared epoch, if all its members are still here and enrolled. Either way nothing is prepared afterwards. */
    Optional<PreparedEpoch> change(ServerPhase present) {
        Optional<PreparedEpoch> ready = prepared.filter(next -> next.isReady()
                && next.members().size() >= terms.job().fewestMembers()
                && members.arePresent(next.members())
                && members.areEnrolled(next.members()));
        drop();
        left = ready.map(next -> present);
        entered = ready.map(PreparedEpoch::epoch);
        return ready;
    }

    /** The number of the epoch prepared last. */
    long number() {
        return number;
    }

    /**
     * What a member hears that was cut off just when the epochs changed: the old epoch's last outcome. Empty for everyone
     * else.
     */
    List<Outgoing> missed(ServerEvent.Reconnected reconnected) {
        return left.map(before -> before.on(reconnected).messages()).orElse(List.of());
    }

    /** Where a member stands that has heard what it {@link #missed}. */
    Standing afterwards() {
        return new Standing.SettingUp(entered.orElseThrow());
    }

    /** Nobody stands in the old epoch any more. */
    void established() {
        left = Optional.empty();
        entered = Optional.empty();
    }

    private void drop() {
        prepared = Optional.empty();
        failed = false;
    }
}
