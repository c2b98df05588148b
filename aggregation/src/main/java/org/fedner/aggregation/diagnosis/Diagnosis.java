package org.fedner.aggregation.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of dummy rounds shows: each fault once, with the rounds that show it.
 *
 * <p>Without any, no fault is persistent in what was tried. A member that cheats only in real rounds is not found.
 *
 * @param rounds dummy rounds that were judged
 * @param unjudgedSums rounds in which two or more uploads were unexplained, so that the server's sum could not be compared
 * @param faults in the order in which they were first seen
 */
public record Diagnosis(int rounds, int unjudgedSums, List<Fault> faults) {

    /** Before the first round. */
    public static final Diagnosis NOTHING_YET = new Diagnosis(0, 0, List.of());

    /** @param rounds in which it was seen */
    public record Fault(DummyFinding finding, List<Long> rounds) {

        public Fault {
            rounds = List.copyOf(rounds);
        }
    }

    public Diagnosis {
        faults = List.copyOf(faults);
    }

    public boolean foundNothing() {
        return faults.isEmpty();
    }

    /** With one more round. */
    public Diagnosis with(long round, DummyVerdict verdict) {
        Map<DummyFinding, List<Long>> seen = new LinkedHashMap<>();
        faults.forEach(fault -> seen.put(fault.finding(), new ArrayList<>(fault.rounds())));
        verdict.findings().forEach(finding -> seen.computeIfAbsent(finding, first -> new ArrayList<>())
                .add(round));
        return new Diagnosis(
                rounds + 1,
                unjudgedSums + (verdict.isSumJudged() ? 0 : 1),
                seen.entrySet().stream()
                        .map(fault -> new Fault(fault.getKey(), fault.getValue()))
                        .toList());
    }
}
