package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.Sha256Hex;

/**
 * R6: a round starts from the model the last verified round ended with.
 *
 * <p>Followed within an epoch, whose first round starts from the model of a {@code round.rollback}, if there is one; none may
 * come after a round was begun. Else a new epoch may start elsewhere: a platform that rejoins adopts a later model.
 */
final class ModelChain implements Rule {

    private record State(long epoch, Sha256Hex model) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Map<JobId, State> models = new HashMap<>();
    private final Map<JobId, Long> begun = new HashMap<>(); // the last epoch in which a round was opened

    @Override
    public String name() {
        return "R6";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        if (leaf.event() instanceof RoundOpen open) {
            State before = models.get(open.job());
            boolean sameEpoch = before != null && before.epoch() == open.epoch();
            if (sameEpoch && !before.model().equals(open.modelInSha256())) {
                findings.add(place.violates(
                        this,
                        leaf.seq(),
                        "round %d does not start from the last verified model".formatted(open.round())));
            }
            models.put(open.job(), new State(open.epoch(), open.modelInSha256()));
            begun.put(open.job(), open.epoch());
        } else if (leaf.event() instanceof RoundClose close) {
            close.modelOutSha256().ifPresent(model -> models.put(close.job(), new State(close.epoch(), model)));
        } else if (leaf.event() instanceof RoundRollback back) {
            if (Objects.equals(begun.get(back.job()), back.epoch())) {
                findings.add(place.violates(
                        this, leaf.seq(), "goes back in the middle of epoch %d".formatted(back.epoch())));
            }
            models.put(back.job(), new State(back.epoch(), back.modelSha256()));
        }
    }

    @Override
    public List<Finding> conclude() {
        return findings;
    }
}
