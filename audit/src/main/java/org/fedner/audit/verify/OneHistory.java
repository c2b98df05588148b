package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.EpochWitnesses;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/**
 * Split: what the parties saw of each other's logs is one history. Two roots of one log at one size, both signed by it, convict
 * it; a checkpoint that others cosigned and that the log itself does not have means that the log was replaced or cut back.
 */
final class OneHistory implements Rule {

    private record Size(String origin, long size) {}

    private record Seen(Place place, long index, Sha256Hex root) {}

    private record Epoch(JobId job, long number) {}

    private final TrustPolicy policy;
    private final Map<Size, Seen> seen = new HashMap<>();
    private final Map<Size, Sha256Hex> own = new HashMap<>();
    private final Map<Epoch, EpochWitnesses> terms = new HashMap<>();
    private final Map<String, Long> lastOwn = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    OneHistory(TrustPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "split";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        String origin = leaf.log().name();
        lastOwn.putIfAbsent(origin, 0L);
        if (leaf.event() instanceof CheckpointSigned signed) {
            own.put(new Size(origin, signed.size()), signed.root());
            lastOwn.merge(origin, signed.size(), Math::max);
        } else if (leaf.event() instanceof CheckpointCosigned other) {
            saw(place, leaf, other.note(), other.origin().name(), other.size(), other.root());
        } else if (leaf.event() instanceof CheckpointWitnessed other) {
            SignedNote note = other.note(List.of());
            saw(place, leaf, note, other.origin().name(), other.size(), other.root());
        } else if (leaf.event() instanceof EpochWitnesses stated) {
            EpochWitnesses before = terms.putIfAbsent(new Epoch(stated.job(), stated.epoch()), stated);
            if (before != null && !before.equals(stated)) {
                findings.add(place.violates(
                        this, leaf.seq(), "epoch %d has other witnesses in another log".formatted(stated.epoch())));
            }
        }
        if (leaf.event() instanceof LogClose) {
            closed.add(origin);
        } else {
            closed.remove(origin);
        }
    }

    /** What a log claims to have seen counts only if it shows the signature. */
    private void saw(Place place, Leaf leaf, SignedNote note, String origin, long size, Sha256Hex root) {
        List<Vkey> keys =
                policy.logs().stream().filter(key -> key.name().equals(origin)).toList();
        if (keys.isEmpty()) {
            return;
        }
        try {
            note.verify(keys);
        } catch (UntrustedNoteException e) {
            findings.add(place.contradicts(
                    this, leaf.seq(), "holds a checkpoint of %s that it did not sign".formatted(origin)));
            return;
        }
        Seen before = seen.putIfAbsent(new Size(origin, size), new Seen(place, leaf.seq(), root));
        if (before != null && !before.root().equals(root)) {
            findings.add(place.contradicts(
                    this,
                    leaf.seq(),
                    "%s signed two roots for its first %d entries: this one, and the one in %s at %d"
                            .formatted(origin, size, before.place().log(), before.index())));
        }
    }

    @Override
    public List<Finding> conclude() {
        seen.forEach((at, checkpoint) -> {
            if (!lastOwn.containsKey(at.origin())) {
                return; // that log was not given
            }
            Optional<Sha256Hex> root = Optional.ofNullable(own.get(at));
            boolean isOther = root.isPresent() ? !root.orElseThrow().equals(checkpoint.root()) : !mayBeUnrecorded(at);
            if (isOther) {
                findings.add(checkpoint
                        .place()
                        .contradicts(
                                this,
                                checkpoint.index(),
                                "%s signed this checkpoint of %d entries, and its log is another now"
                                        .formatted(at.origin(), at.size())));
            }
        });
        return findings;
    }

    /** A log that is still open may have signed one checkpoint of which no leaf of its own speaks yet. */
    private boolean mayBeUnrecorded(Size at) {
        long last = lastOwn.get(at.origin());
        return !closed.contains(at.origin())
                && at.size() > last
                && seen.keySet().stream()
                        .filter(other -> other.origin().equals(at.origin()) && other.size() > last)
                        .allMatch(other -> other.size() >= at.size());
    }
}
