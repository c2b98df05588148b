package org.fedner.node.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.Phase;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLoop;

/**
 * The end of a job whose rounds are all done: who has heard it, and who is waited for.
 *
 * <p>As long as nobody has heard it, nobody may have the last round. So whoever comes back without an epoch's secrets waits then,
 * and if all members do, they are let into another epoch, which ends the job for all with one model. Confined to the server's
 * loop.
 */
final class Farewells {
    private static final Duration PAUSE = Duration.ofSeconds(40); // more than a platform pauses between attempts
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final ServerSetup setup;
    private final ServerStore store;
    private final EgressGate gate;
    private final Members members;
    private final PartyLoop loop;
    private final int fewest;
    private final Set<PlatformId> said = new HashSet<>();
    private final Set<PlatformId> waiting = new HashSet<>();
    private final Set<PlatformId> leaving = new HashSet<>();
    private boolean lastCall;
    private boolean closing;

    Farewells(ServerSetup setup, JobTerms terms, ServerStore store, EgressGate gate, Members members, PartyLoop loop) {
        this.setup = setup;
        this.store = store;
        this.gate = gate;
        this.members = members;
        this.loop = loop;
        this.fewest = terms.job().fewestMembers();
    }

    /** The last round is done; who is here and is not in its epoch, or is behind, waits with those to come. */
    void begin(Where where, Collection<PlatformId> epochMembers) {
        waiting.addAll(members.presentIds());
        waiting.removeAll(epochMembers);
        members.absent(epochMembers).stream()
                .filter(id -> members.peer(id).isPresent())
                .forEach(waiting::add);
        Duration patience = setup.reconnect().compareTo(PAUSE) > 0 ? setup.reconnect() : PAUSE;
        loop.arm(patience, () -> timeIsUp(where));
        endWhenAllLeft();
    }

    /** It was done before this process. */
    void resume(Where where) {
        lastCall = true;
        loop.arm(setup.gather(), () -> timeIsUp(where));
    }

    /** Whether a platform that stands there waits for the other members. */
    boolean keeps(Standing standing) {
        return standing instanceof Standing.Outside && !store.isEndHeard() && !closing;
    }

    /** One more waits; true if they all do and are enough, and there is to be another epoch. */
    boolean isLast(PlatformId id, Collection<PlatformId> epochMembers) {
        waiting.add(id);
        Set<PlatformId> awaited = members.awaitingTheEnd();
        awaited.retainAll(epochMembers);
        boolean all = waiting.containsAll(awaited) && waiting.size() >= fewest;
        if (all) {
            waiting.clear();
            lastCall = false;
        }
        return all;
    }

    /** It was told that the end is past. */
    void told(PlatformId id, boolean finished) {
        said.add(id);
        if (finished) {
            endWhenAllLeft();
        }
    }

    /** It has the last round, and has kept it. */
    void said(PlatformId id, Where where, boolean finished) {
        if (finished && !store.isEndHeard()) {
            try {
                store.endHeard();
            } catch (IOException e) {
                throw ServerFailures.storage(e);
            }
            tellThoseWaiting(where);
        }
        told(id, finished);
    }

    void lost(PlatformId id) {
        waiting.remove(id);
        if (leaving.remove(id)) {
            said.add(id);
        }
        endWhenAllLeft();
    }

    private void endWhenAllLeft() {
        if (said.containsAll(members.awaitingTheEnd())) {
            loop.end();
        }
    }

    private void timeIsUp(Where where) {
        if (!lastCall && !store.isEndHeard()) {
            resume(where); // all may have been stopped in the last round
        } else if (waiting.isEmpty()) {
            loop.end();
        } else {
            closing = true;
            tellThoseWaiting(where);
            loop.arm(CLOSING, loop::end);
        }
    }

    private void tellThoseWaiting(Where where) {
        for (PlatformId id : waiting) {
            members.peer(id).ifPresent(peer -> {
                gate.send(peer, WireMessage.of(new Refused(RefusalReason.FINISHED)), where.in(Phase.JOIN));
                peer.close();
                leaving.add(id);
            });
        }
        waiting.clear();
    }
}
