package org.fedner.node.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.audit.event.DropCode;
import org.fedner.node.identity.CurrentRoster;
import org.fedner.node.transport.Peer;

/** Who is connected and has said HELLO, and who belongs to the epoch. */
final class Members {
    private final CurrentRoster roster;
    private final Map<PlatformId, Peer> present = new TreeMap<>();
    private final Map<Peer, PlatformId> greeted = new LinkedHashMap<>();
    private final Map<PlatformId, String> names = new HashMap<>();
    private final Set<PlatformId> leaving = new HashSet<>();
    private final Set<PlatformId> behind = new HashSet<>();
    private final Set<PlatformId> tookPart = new HashSet<>();
    private final Map<PlatformId, DropCode> sentAway = new HashMap<>();
    private Optional<Long> epochRoster = Optional.empty();
    private final Set<Peer> dismissed = new HashSet<>();
    private Runnable herald = () -> {};

    Members(CurrentRoster roster) {
        this.roster = roster;
    }

    /** @param announcing makes known to everybody present whose signatures count */
    void beforeProposals(Runnable announcing) {
        herald = announcing;
    }

    /** The newest roster, for an epoch that is proposed now: all who are present have been told of the key that signed it. */
    SignedRoster proposedRoster() {
        SignedRoster proposed = roster.signed();
        herald.run();
        return proposed;
    }

    void greet(Peer peer) {
        leaving.remove(peer.id());
        sentAway.remove(peer.id());
        present.put(peer.id(), peer);
        greeted.put(peer, peer.id());
        names.put(peer.id(), peer.name());
    }

    /** Sends a platform away: it is gone from here on, and may come back with a new HELLO on a new connection. */
    void dismiss(PlatformId id) {
        peer(id).ifPresent(peer -> {
            gone(peer);
            dismissed.add(peer);
            peer.close();
        });
    }

    /** Sends away one that let a deadline pass, or that aborted the epoch. */
    void sendAway(PlatformId id, boolean isLate) {
        sentAway.put(id, isLate ? DropCode.DEADLINE : DropCode.ABORTED);
        dismiss(id);
    }

    /** A platform asked to be left out of the next epoch. */
    void leaves(PlatformId id) {
        leaving.add(id);
    }

    boolean someLeave() {
        return !leaving.isEmpty();
    }

    /** Mode R: a member without the secrets of this epoch, or more than one outcome late, has no part in it any more. */
    void fallsBehind(PlatformId id) {
        behind.add(id);
    }

    boolean someAreBehind() {
        return !behind.isEmpty();
    }

    /** The epoch is over, so those who asked to leave it are let go. */
    void dismissLeavers() {
        tookPart.removeAll(leaving);
        leaving.forEach(this::dismiss);
    }

    /** These were a server's before this one, which goes on with their epoch. */
    void epochResumes(Collection<PlatformId> ids) {
        tookPart.addAll(ids);
    }

    /** An epoch begins, under the roster of now: it is without those who leave, so nobody's wish is left. */
    void epochBegins(Collection<PlatformId> ids) {
        tookPart.addAll(ids);
        leaving.clear();
        sentAway.clear();
        behind.clear();
        epochRoster = Optional.of(roster.get().version());
    }

    /** Whether the next round is to be under the roster of this one: nobody was struck off, and there is none newer. */
    boolean mayGoOn(Collection<PlatformId> ids) {
        return areEnrolled(ids)
                && epochRoster
                        .filter(version -> version < roster.get().version())
                        .isEmpty();
    }

    /** Why a member of the last epoch is not in the next. */
    DropCode whyAbsent(PlatformId id) {
        if (!areEnrolled(List.of(id))) {
            return DropCode.REVOKED;
        }
        return leaving.contains(id) ? DropCode.LEFT : sentAway.getOrDefault(id, DropCode.DISCONNECTED);
    }

    boolean isDismissed(Peer peer) {
        return dismissed.contains(peer);
    }

    boolean hasGreeted(Peer peer) {
        return greeted.containsKey(peer);
    }

    /** True if the peer had greeted and was the platform's newest connection. */
    boolean gone(Peer peer) {
        greeted.remove(peer);
        dismissed.remove(peer);
        return present.remove(peer.id(), peer);
    }

    Optional<Peer> peer(PlatformId id) {
        return Optional.ofNullable(present.get(id));
    }

    boolean arePresent(Collection<PlatformId> ids) {
        return present.keySet().containsAll(ids);
    }

    /** Who of the epoch's members will say nothing as things are: not connected, or behind. */
    Set<PlatformId> absent(Collection<PlatformId> ids) {
        Set<PlatformId> absent = new HashSet<>(ids);
        absent.removeIf(id -> present.containsKey(id) && !behind.contains(id));
        return absent;
    }

    /** Enrolled platforms that were in an epoch and did not ask to leave: they look for the server until they know how it ended. */
    Set<PlatformId> awaitingTheEnd() {
        Set<PlatformId> awaiting = new HashSet<>(tookPart);
        awaiting.removeIf(id -> !areEnrolled(List.of(id)));
        return awaiting;
    }

    /** Whether the newest roster lists them all. */
    boolean areEnrolled(Collection<PlatformId> ids) {
        return ids.stream().allMatch(id -> roster.get().platform(id).isPresent());
    }

    /** Enrolled platforms that are connected, in id order. */
    List<PlatformId> presentIds() {
        return present.keySet().stream()
                .filter(id -> roster.get().platform(id).isPresent())
                .toList();
    }

    String name(PlatformId id) {
        return names.getOrDefault(
                id, roster.get().platform(id).map(RosterEntry::name).orElse(id.toString()));
    }

    List<String> names(Collection<PlatformId> ids) {
        return ids.stream().map(this::name).toList();
    }
}
