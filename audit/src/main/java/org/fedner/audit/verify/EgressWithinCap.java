package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EgressCap;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;

/**
 * R10: what leaves in one attempt of a round is not more than the site declared before. One message counts once: sent again after
 * its connection broke, it tells nobody more, and only the rest of it leaves.
 */
final class EgressWithinCap implements Rule {

    private record Attempt(long epoch, long round, long attempt) {}

    private final List<Finding> findings = new ArrayList<>();
    private Optional<EgressCap> cap = Optional.empty();
    private Optional<Attempt> attempt = Optional.empty();
    private final Set<Sha256Hex> messages = new HashSet<>();
    private long sent;

    @Override
    public String name() {
        return "R10";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof EgressCap declared) {
            cap = Optional.of(declared);
            attempt = Optional.empty();
        } else if (leaf.event() instanceof Egress egress && egress.phase() == Phase.TRAIN && cap.isPresent()) {
            Attempt now = new Attempt(egress.epoch(), egress.round(), egress.attempt());
            if (attempt.filter(now::equals).isEmpty()) {
                attempt = Optional.of(now);
                messages.clear();
                sent = 0;
            }
            if (!messages.add(egress.sha256())) {
                return;
            }
            sent += egress.bytes();
            if (sent > cap.orElseThrow().bytesPerRound()
                    && sent - egress.bytes() <= cap.orElseThrow().bytesPerRound()) {
                findings.add(place.violates(
                        this,
                        leaf.seq(),
                        "%d bytes left in round %d, more than the %d declared"
                                .formatted(
                                        sent, egress.round(), cap.orElseThrow().bytesPerRound())));
            }
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
