package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundOpen;

/** R4: of a round with noise no vector left a platform before its step was reserved. */
final class SpentBeforeSent implements Rule {

    private record Step(JobId job, long epoch, long round, long attempt) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Set<Step> needed = new HashSet<>(); // opened, and nothing reserved yet

    @Override
    public String name() {
        return "R4";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof RoundOpen open && open.dp().mode() != DpTerms.Mode.OFF) {
            needed.add(new Step(open.job(), open.epoch(), open.round(), open.attempt()));
        } else if (leaf.event() instanceof DpReserve reserve) {
            needed.remove(new Step(reserve.job(), reserve.epoch(), reserve.round(), reserve.attempt()));
        } else if (leaf.event() instanceof Egress egress
                && egress.content() == Content.MASKED_VECTOR
                && needed.contains(new Step(egress.job(), egress.epoch(), egress.round(), egress.attempt()))) {
            findings.add(place.violates(
                    this,
                    leaf.seq(),
                    "a vector of round %d left before its step was reserved".formatted(egress.round())));
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
