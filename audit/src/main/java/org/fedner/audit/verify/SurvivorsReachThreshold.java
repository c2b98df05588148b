package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.event.Aggregate;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundOpen;

/** R3: a sum is formed only in an open round, and over at least its threshold of platforms. */
final class SurvivorsReachThreshold implements Rule {

    private final List<Finding> findings = new ArrayList<>();
    private Optional<RoundOpen> open = Optional.empty();

    @Override
    public String name() {
        return "R3";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof RoundOpen opened) {
            open = Optional.of(opened);
        } else if (leaf.event() instanceof Aggregate sum) {
            boolean isOpen = open.filter(round -> round.job().equals(sum.job())
                            && round.epoch() == sum.epoch()
                            && round.round() == sum.round()
                            && round.attempt() == sum.attempt())
                    .isPresent();
            if (!isOpen) {
                findings.add(place.violates(this, leaf.seq(), "a sum outside an open round"));
            } else if (sum.survivors() < open.orElseThrow().threshold()) {
                findings.add(place.violates(
                        this,
                        leaf.seq(),
                        "a sum of %d platforms below the threshold of %d"
                                .formatted(sum.survivors(), open.orElseThrow().threshold())));
            }
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
