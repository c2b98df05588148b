package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.KeyRotate;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.LogPrune;
import org.fedner.audit.event.Origin;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/**
 * Succession: a log that goes on under another name goes on once. The old one ends by naming the next and its key, the next begins
 * with the old one's last checkpoint; an older log is deleted only with two persons' word, and its last checkpoint is kept.
 */
final class OneSuccession implements Rule {

    private record Begun(Place place, CheckpointRef from) {}

    private record Ended(Place place, long index, Optional<Origin> next) {}

    private record Pruned(Place place, long index, LogPrune what) {}

    private final TrustPolicy policy;
    private final Map<String, Begun> begun = new LinkedHashMap<>(); // by the newer log
    private final Map<String, Ended> ended = new HashMap<>();
    private final Map<String, LogReport> reports = new HashMap<>();
    private final Map<String, Pruned> pruned = new LinkedHashMap<>();
    private final SortedSet<String> notices = new TreeSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Leaf> before = Optional.empty();

    OneSuccession(TrustPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "succession";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        String origin = leaf.log().name();
        if (leaf.seq() == 0 && leaf.event() instanceof LogOpen open) {
            open.prevCheckpoint().ifPresent(from -> begun.put(origin, new Begun(place, from)));
        } else if (leaf.event() instanceof LogOpen open && open.prevCheckpoint().isPresent()) {
            findings.add(
                    place.violates(this, leaf.seq(), "a log that has begun already says that it continues another"));
        } else if (leaf.event() instanceof KeyRotate rotate) {
            key(place, leaf, rotate);
        } else if (leaf.event() instanceof LogPrune prune) {
            prune(place, leaf, prune);
        }
        ended.put(
                origin,
                new Ended(place, leaf.seq(), leaf.event() instanceof LogClose close ? close.next() : Optional.empty()));
        before = Optional.of(leaf);
    }

    private void key(Place place, Leaf leaf, KeyRotate rotate) {
        String next = rotate.nextVkey().text();
        String name = next.substring(0, next.indexOf('+'));
        List<Vkey> trusted =
                policy.logs().stream().filter(key -> key.name().equals(name)).toList();
        if (!trusted.isEmpty()
                && trusted.stream().noneMatch(key -> key.toString().equals(next))) {
            findings.add(
                    place.contradicts(this, leaf.seq(), "names another key for %s than the policy".formatted(name)));
        }
    }

    private void prune(Place place, Leaf leaf, LogPrune prune) {
        pruned.put(prune.origin().name(), new Pruned(place, leaf.seq(), prune));
        boolean approved = before.filter(last -> last.event() instanceof Admin admin
                        && admin.action() == Admin.Action.RETENTION_CHANGE
                        && last.log().equals(leaf.log()))
                .isPresent();
        if (!approved) {
            findings.add(place.violates(this, leaf.seq(), "a log was deleted without two persons' word"));
        }
        try {
            String old = prune.origin().name();
            List<Vkey> keys =
                    policy.logs().stream().filter(key -> key.name().equals(old)).toList();
            if (!keys.isEmpty()) {
                prune.note().verify(keys);
            }
        } catch (UntrustedNoteException e) {
            findings.add(place.contradicts(this, leaf.seq(), "the deleted log did not sign what is kept of it"));
        }
    }

    @Override
    public void inspected(LogReport report) {
        reports.put(report.origin(), report);
    }

    @Override
    public List<Finding> conclude() {
        Map<String, String> heirs = new HashMap<>();
        begun.forEach((origin, next) -> {
            String old = next.from().origin().name();
            String other = heirs.putIfAbsent(old, origin);
            if (other != null) {
                findings.add(
                        next.place().contradicts(this, 0, "%s and %s both continue %s".formatted(other, origin, old)));
            }
            if (reports.containsKey(old)) {
                follows(origin, next, reports.get(old));
            } else if (pruned.containsKey(old)) {
                deleted(next, pruned.get(old));
            } else {
                notices.add("succession: %s continues %s from its %d entries, which are not here"
                        .formatted(origin, old, next.from().size()));
            }
        });
        ended.forEach((origin, end) -> end.next().ifPresent(next -> {
            boolean isHere = reports.containsKey(next.name());
            if (isHere && !Optional.ofNullable(heirs.get(origin)).equals(Optional.of(next.name()))) {
                findings.add(end.place()
                        .contradicts(
                                this, end.index(), "%s, which it names, does not continue it".formatted(next.name())));
            }
        }));
        return findings;
    }

    private void follows(String origin, Begun next, LogReport old) {
        boolean named = ended.get(old.origin())
                .next()
                .filter(heir -> heir.name().equals(origin))
                .isPresent();
        boolean isEnd =
                next.from().size() == old.size() && next.from().root().hex().equals(old.rootHex());
        if (!named || !isEnd) {
            findings.add(next.place()
                    .contradicts(
                            this,
                            0,
                            "does not begin where %s ends, or is not the log it names".formatted(old.origin())));
        }
    }

    private void deleted(Begun next, Pruned old) {
        if (!old.what().root().equals(next.from().root())
                || old.what().size() != next.from().size()) {
            findings.add(old.place()
                    .contradicts(this, old.index(), "what is kept of the deleted log is not what this one continues"));
        }
    }

    @Override
    public List<String> notices() {
        pruned.forEach((origin, prune) ->
                notices.add("succession: %s was deleted after its time; its last checkpoint, of %d entries, is entry %d"
                        .formatted(origin, prune.what().size(), prune.index())));
        return List.copyOf(notices);
    }
}
