package org.fedner.audit.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fedner.audit.event.ClockStep;
import org.fedner.audit.event.Leaf;

/** R9: times do not decrease, except at a {@code clock.step} that states by how much. (Numbers are checked on reading.) */
final class MonotonicTime implements Rule {

    private final List<Finding> findings = new ArrayList<>();
    private Instant last = Instant.MIN;

    @Override
    public String name() {
        return "R9";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof ClockStep step) {
            if (last == Instant.MIN || Duration.between(last, leaf.ts()).toMillis() != step.offsetMillis()) {
                findings.add(place.violates(this, leaf.seq(), "the clock step is not the difference of the two times"));
            }
        } else if (leaf.ts().isBefore(last)) {
            findings.add(place.violates(this, leaf.seq(), "the time is before that of the leaf before"));
        }
        last = leaf.ts();
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
