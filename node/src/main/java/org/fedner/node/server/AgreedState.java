package org.fedner.node.server;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.cli.FailureException;
import org.fedner.node.egress.Where;
import org.fedner.node.loop.RunEvent;

/**
 * Holds the server's model to what the members of an epoch agree on, since theirs is the model that is trained.
 *
 * <p>The server keeps a round before it tells anybody of it. If everybody is stopped at once, it may have rounds that no platform
 * kept; it then goes back to the model they agree on, in public, and those rounds are done again. It does so only with everybody
 * who may know those rounds, and never to a model that it did not have itself. Confined to the server's loop.
 */
final class AgreedState {
    private final ServerStore store;
    private final Members members;
    private final NextEpoch next;
    private final RunRecord record;
    private List<PlatformId> awaited = List.of();
    private Supplier<FailureException> withoutThem = ServerFailures::noCommonState;
    private Optional<ServerModel> found =
            Optional.empty(); // between a snapshot of it and the epoch that begins with it

    AgreedState(ServerStore store, Members members, NextEpoch next, RunRecord record) {
        this.store = store;
        this.members = members;
        this.next = next;
        this.record = record;
    }

    /**
     * If this step sets up an epoch, this server's model is the one that its members named when this returns. Asked before
     * anything of the step is sent or logged: the first round starts from that model, and members take it over.
     *
     * @return false if others are to be waited for before that; nothing has changed then
     */
    boolean follow(ServerStep step, Where where) {
        for (ServerNotice notice : step.notices()) {
            if (notice instanceof ServerNotice.SealsWanted wanted
                    && wanted.modelRound() < store.model().modelRound()
                    && !mayGoBack(wanted.modelRound(), wanted.members())) {
                return false; // before a member behind is asked to seal what others would have to go back to
            }
            if (notice instanceof ServerNotice.EpochEstablished established) {
                try {
                    if (!follow(established.epoch(), where)) {
                        return false;
                    }
                } catch (IOException e) {
                    throw ServerFailures.storage(e);
                }
                next.established();
                ServerEpoch epoch = established.epoch();
                record.tell(new RunEvent.EpochOpened(epoch.number(), members.names(epoch.members())));
            }
        }
        return true;
    }

    private boolean follow(ServerEpoch agreed, Where where) throws IOException {
        ServerModel own = store.model();
        long undone = own.modelRound() - agreed.modelRound();
        boolean isOwn = own.agreesWith(agreed.state());
        if (!isOwn || own.state().isEmpty() && undone > 0) {
            if (!mayGoBack(agreed.modelRound(), agreed.members())) {
                return false;
            }
            ServerModel earlier = isOwn ? own : earlier(agreed.state(), agreed.modelRound());
            record.rolledBack(where, undone, agreed.modelRound(), earlier.inLog(agreed.state()));
            if (isOwn) {
                store.epochEstablished(agreed);
            } else {
                store.goBackTo(earlier, agreed);
            }
        } else {
            store.epochEstablished(agreed);
        }
        awaited = List.of();
        found = Optional.empty();
        return true;
    }

    /**
     * The state that the members behind are to take over; this server's own stays as it is until all are in it.
     *
     * @return empty if others are to be waited for before that
     */
    Optional<ByteString> snapshot(ServerNotice.SnapshotWanted wanted, Collection<PlatformId> present)
            throws IOException {
        byte[] own = store.model().encode();
        if (Digest.of(own).equals(wanted.digest())) {
            return Optional.of(ByteString.of(own));
        }
        if (!mayGoBack(wanted.modelRound(), present)) {
            return Optional.empty();
        }
        return Optional.of(
                ByteString.of(earlier(wanted.digest(), wanted.modelRound()).encode()));
    }

    /** Whether everybody is here who was to be waited for. */
    boolean isComplete() {
        return members.arePresent(stillAwaited());
    }

    /** Nobody is waited for any longer. */
    void requireComplete() {
        if (!isComplete()) {
            throw withoutThem.get();
        }
    }

    /** Too few in this epoch vouch for one state; with those who are missing it may be enough. */
    void requireOthers(Collection<PlatformId> present) {
        withoutThem = ServerFailures::noCommonState;
        if (!isSomebodyMissing(present)) {
            throw withoutThem.get();
        }
    }

    /** Who may have rounds that those present do not: with them a later state may be vouched for. */
    private boolean mayGoBack(long modelRound, Collection<PlatformId> present) {
        if (modelRound >= store.model().modelRound()) {
            throw ServerFailures.otherState(modelRound, store.model().modelRound());
        }
        withoutThem = () -> ServerFailures.aloneWith(
                members.names(absent(members.presentIds())),
                modelRound,
                store.model().modelRound());
        return !isSomebodyMissing(present);
    }

    private boolean isSomebodyMissing(Collection<PlatformId> present) {
        awaited = store.keepers();
        List<PlatformId> missing = absent(present);
        if (!missing.isEmpty()) {
            record.tell(new RunEvent.Held(store.model().modelRound(), members.names(missing)));
        }
        return !missing.isEmpty();
    }

    private List<PlatformId> absent(Collection<PlatformId> present) {
        return stillAwaited().stream().filter(id -> !present.contains(id)).toList();
    }

    private List<PlatformId> stillAwaited() {
        return awaited.stream().filter(id -> members.areEnrolled(List.of(id))).toList();
    }

    private ServerModel earlier(Digest state, long modelRound) throws IOException {
        if (found.filter(model -> model.agreesWith(state)).isEmpty()) {
            found = store.earlier(state);
        }
        return found.orElseThrow(
                () -> ServerFailures.otherState(modelRound, store.model().modelRound()));
    }
}
