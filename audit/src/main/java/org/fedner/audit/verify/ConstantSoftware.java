package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.Sha256Hex;

/** R7: program and configuration do not change while a job is trained, whatever restarts there are. */
final class ConstantSoftware implements Rule {

    private record Running(Sha256Hex jar, Sha256Hex configuration) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Map<JobId, Running> jobs = new HashMap<>();
    private Optional<Running> running = Optional.empty();

    @Override
    public String name() {
        return "R7";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof LogOpen open) {
            running = Optional.of(new Running(open.sw().jarSha256(), open.cfgSha256()));
        } else if (leaf.event() instanceof RoundOpen round && running.isPresent()) {
            Running first = jobs.computeIfAbsent(round.job(), any -> running.orElseThrow());
            if (!first.equals(running.orElseThrow())) {
                findings.add(
                        place.violates(this, leaf.seq(), "program or configuration changed in the middle of a job"));
                jobs.put(round.job(), running.orElseThrow());
            }
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
