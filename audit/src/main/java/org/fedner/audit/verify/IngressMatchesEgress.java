package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogRecover;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.Sha256Hex;

/**
 * R1: what the server received from a platform, the platform logged before it left; and what a platform logged arrived,
 * unless the round was void, a member was excluded, or the same bytes were sent again. A cosignature or a request for papers that
 * a broken connection swallowed is made anew, in other bytes, and no sum depends on it: such are counted, not held against
 * anybody. Nor is what was sent to set up an epoch in which no round was opened: whoever dies in a set-up brings it to an end. Nor
 * what a platform was about to send when it died: it writes down first and sends afterwards, and where a round goes on without it
 * (mode R) nothing else tells of it. Such are counted, too.
 *
 * <p>Holds all unmatched transfers in memory, about 200 bytes each.
 */
final class IngressMatchesEgress implements Rule {

    private static final Set<Content> MADE_ANEW = Set.of(Content.COSIGNATURE, Content.RENEWAL);

    private record Transfer(Sha256Hex platformCert, Sha256Hex payload, long bytes) {}

    private record Attempt(long epoch, long round, long attempt) {}

    private record Sent(Place place, long index, Attempt attempt, Phase phase, Content content) {}

    private record Received(Place place, long index) {}

    private final Map<Transfer, List<Sent>> sent = new HashMap<>();
    private final Map<Transfer, List<Received>> received = new HashMap<>();
    private final Map<String, Sha256Hex> platformOfLog = new HashMap<>();
    private final Set<Sha256Hex> platforms = new HashSet<>();
    private final Set<String> servers = new HashSet<>();
    private final Map<String, List<Sent>> underWay =
            new HashMap<>(); // of a platform's log, in attempts it has not closed
    private final Set<Sent> cutOff = new HashSet<>();
    private final Set<Attempt> withoutSum = new HashSet<>();
    private final Set<Long> epochsWithExclusion = new HashSet<>();
    private final Set<Long> epochsWithRounds = new HashSet<>();
    private final Set<String> closedServers = new HashSet<>();
    private final List<String> notices = new ArrayList<>();
    private boolean serverRecovered;

    @Override
    public String name() {
        return "R1";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof IdentityEvent identity && identity.action() == IdentityEvent.Action.OWN) {
            if (identity.member().isPresent()) {
                platformOfLog.put(place.log(), identity.certSha256());
                platforms.add(identity.certSha256());
            } else {
                servers.add(place.log());
            }
        } else if (platformOfLog.containsKey(place.log())) {
            platform(place, leaf);
        } else if (servers.contains(place.log())) {
            server(place, leaf);
        }
    }

    private void platform(Place place, Leaf leaf) {
        List<Sent> open = underWay.computeIfAbsent(place.log(), any -> new ArrayList<>());
        if (leaf.event() instanceof Egress egress && egress.dst().equals(Counterpart.SERVER)) {
            Attempt attempt = new Attempt(egress.epoch(), egress.round(), egress.attempt());
            Sent copy = new Sent(place, leaf.seq(), attempt, egress.phase(), egress.content());
            Transfer transfer = new Transfer(platformOfLog.get(place.log()), egress.sha256(), egress.bytes());
            sent.computeIfAbsent(transfer, any -> new ArrayList<>(1)).add(copy);
            open.add(copy);
        } else if (leaf.event() instanceof RoundClose close) {
            Attempt attempt = new Attempt(close.epoch(), close.round(), close.attempt());
            open.removeIf(copy -> copy.attempt().equals(attempt));
        } else if (leaf.event() instanceof LogRecover) {
            cutOff.addAll(open);
            open.clear();
        } else if (leaf.event() instanceof LogClose) {
            open.clear();
        }
    }

    private void server(Place place, Leaf leaf) {
        closedServers.remove(place.log());
        if (leaf.event() instanceof Ingress ingress) {
            Transfer transfer = new Transfer(ingress.peerCertSha256(), ingress.sha256(), ingress.bytes());
            received.computeIfAbsent(transfer, any -> new ArrayList<>(1)).add(new Received(place, leaf.seq()));
        } else if (leaf.event() instanceof RoundClose close && close.outcome() != RoundClose.Outcome.VERIFIED) {
            withoutSum.add(new Attempt(close.epoch(), close.round(), close.attempt()));
        } else if (leaf.event() instanceof MemberExcluded excluded) {
            epochsWithExclusion.add(excluded.epoch());
        } else if (leaf.event() instanceof RoundOpen open) {
            epochsWithRounds.add(open.epoch());
        } else if (leaf.event() instanceof LogRecover) {
            serverRecovered = true;
        } else if (leaf.event() instanceof LogClose) {
            closedServers.add(place.log());
        }
    }

    @Override
    public List<Finding> conclude() {
        List<Finding> findings = new ArrayList<>();
        if (servers.isEmpty() || platforms.isEmpty()) {
            notices.add("R1 needs the server's log and a platform's");
            return findings;
        }
        received.forEach((transfer, arrivals) -> arrived(transfer, arrivals, findings));
        long lost = 0;
        long swallowed = 0;
        long unsent = 0;
        for (Map.Entry<Transfer, List<Sent>> entry : sent.entrySet()) {
            if (!received.containsKey(entry.getKey())) {
                Optional<Sent> unexplained = entry.getValue().stream()
                        .filter(copy -> !isExplained(copy))
                        .findFirst();
                if (unexplained
                        .filter(copy -> MADE_ANEW.contains(copy.content()))
                        .isPresent()) {
                    swallowed++;
                } else if (unexplained.filter(cutOff::contains).isPresent()) {
                    unsent++;
                } else if (unexplained.isPresent() && (serverRecovered || !closedServers.containsAll(servers))) {
                    lost++;
                } else {
                    unexplained.ifPresent(copy -> findings.add(copy.place()
                            .violates(
                                    this,
                                    copy.index(),
                                    "left for the server, which neither logged it nor voided the round")));
                }
            }
        }
        if (swallowed > 0) {
            notices.add("R1: %d cosignatures or requests for papers did not arrive".formatted(swallowed));
        }
        if (unsent > 0) {
            notices.add("R1: %d payloads of a platform that died did not arrive".formatted(unsent));
        }
        if (lost > 0) {
            notices.add("R1: %d payloads sent to a server that was stopped before it logged them".formatted(lost));
        }
        return findings;
    }

    private void arrived(Transfer transfer, List<Received> arrivals, List<Finding> findings) {
        int logged = sent.getOrDefault(transfer, List.of()).size();
        if (platforms.contains(transfer.platformCert()) && arrivals.size() > logged) {
            Received first = arrivals.get(logged);
            findings.add(first.place()
                    .violates(this, first.index(), "arrived from a platform whose log does not say that it left"));
        }
    }

    private boolean isExplained(Sent copy) {
        boolean outsideRounds = copy.phase() == Phase.JOIN || copy.phase() == Phase.CLOSE;
        boolean inVain = copy.phase() == Phase.SETUP
                && !epochsWithRounds.contains(copy.attempt().epoch());
        return outsideRounds
                || inVain
                || withoutSum.contains(copy.attempt())
                || epochsWithExclusion.contains(copy.attempt().epoch());
    }

    @Override
    public List<String> notices() {
        return notices;
    }
}
