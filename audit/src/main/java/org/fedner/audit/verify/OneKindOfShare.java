package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.DroppedMember;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundSurvivors;

/**
 * R2: in one attempt no platform is both a survivor, whose self mask is unmasked, and dropped out, whose pairwise masks are:
 * both together would bare its vector. Over all logs given, since a server might tell two stories.
 */
final class OneKindOfShare implements Rule {

    private record Asked(JobId job, long epoch, long round, long attempt, MemberId platform) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Map<Asked, Boolean> survived = new HashMap<>();

    @Override
    public String name() {
        return "R2";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof RoundSurvivors list && list.phase() == Phase.UNMASK) {
            list.arrived().forEach(platform -> take(place, leaf, list, platform, true));
            list.dropped().stream()
                    .map(DroppedMember::id)
                    .forEach(platform -> take(place, leaf, list, platform, false));
        }
    }

    private void take(Place place, Leaf leaf, RoundSurvivors list, MemberId platform, boolean isSurvivor) {
        Asked asked = new Asked(list.job(), list.epoch(), list.round(), list.attempt(), platform);
        Boolean before = survived.putIfAbsent(asked, isSurvivor);
        if (before != null && before != isSurvivor) {
            findings.add(place.violates(
                    this,
                    leaf.seq(),
                    "round %d unmasks platform %s in both ways".formatted(list.round(), platform.hex())));
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
