package org.fedner.audit.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.fedner.audit.event.Commitment;
import org.fedner.audit.event.Commitments;
import org.fedner.audit.event.Erase;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.Openings;

/**
 * Openings: what lies beside a log as the opening of a commitment opens it, and what the log says was erased is not there any more.
 * An auditor is usually given a log without its openings; then there is nothing to check, and an erased value is no fault.
 */
final class OpeningsHold implements Rule {

    private record Committed(Place place, SortedMap<String, Commitment> fields) {}

    private final Map<Long, Committed> committed = new LinkedHashMap<>();
    private final Map<Long, Place> erased = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private String origin = "";

    @Override
    public String name() {
        return "opening";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        origin = leaf.log().name();
        if (leaf.event() instanceof Erase erase) {
            erased.put(erase.entry(), place);
            if (!committed.containsKey(erase.entry())) {
                findings.add(place.violates(
                        this, leaf.seq(), "entry %d, said to be erased, commits to nothing".formatted(erase.entry())));
            }
        }
        SortedMap<String, Commitment> fields = Commitments.of(leaf.event());
        if (!fields.isEmpty()) {
            committed.put(leaf.seq(), new Committed(place, fields));
        }
    }

    @Override
    public List<Finding> conclude() {
        int opened = 0;
        int gone = 0;
        for (Map.Entry<Long, Committed> each : committed.entrySet()) {
            long index = each.getKey();
            Place place = each.getValue().place();
            Path log = Path.of(place.log());
            boolean isThere = Files.exists(Openings.folderOf(log).resolve(Openings.nameOf(index)));
            if (erased.containsKey(index)) {
                gone++;
                if (isThere) {
                    findings.add(place.violates(
                            this,
                            index,
                            "its values were erased by the log's own word, and their opening is still there"));
                }
            } else if (isThere && isOpened(log, index, each.getValue().fields())) {
                opened++;
            } else if (isThere) {
                findings.add(place.contradicts(this, index, "its opening is not what the entry commits to"));
            }
        }
        if (!committed.isEmpty()) {
            notices.add("opening: %s: %d entries commit to values: %d opened here, %d redacted, %d not shown"
                    .formatted(origin, committed.size(), opened, gone, committed.size() - opened - gone));
        }
        return findings;
    }

    private static boolean isOpened(Path log, long index, Map<String, Commitment> fields) {
        try {
            return Openings.opens(log, index, fields);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<String> notices() {
        return notices;
    }
}
