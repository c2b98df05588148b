package org.fedner.node.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fedner.aggregation.diagnosis.Diagnosis;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.message.PlatformId;

/**
 * What a diagnosis found, for people: {@code diagnosis.json}. The server and every platform write their own, and they are alike.
 *
 * @param judgedBy the party that wrote it
 * @param members the platforms of the epoch, in the order of their ids
 * @param dummyRounds rounds on public dummies that were judged
 * @param unjudgedSums rounds in which the server's sum could not be compared, because two or more uploads were unexplained
 */
public record DiagnosisReport(
        int version,
        String judgedBy,
        List<String> members,
        int dummyRounds,
        int unjudgedSums,
        boolean faultFound,
        List<Fault> faults,
        String verdict) {

    public static final int VERSION = 1;

    /** File in the work folder. */
    public static final String FILE = "diagnosis.json";

    /**
     * @param fault {@code UPLOAD}, {@code OPENING}, {@code PAIR}, {@code TAG_KEY}, {@code TAG_KEYS}, {@code CHECK} or {@code SERVER}
     * @param platforms whom it is about; nobody if it is the server
     * @param rounds dummy rounds that show it, from 0
     */
    public record Fault(
            String fault, List<String> platforms, boolean words, boolean tag, List<Long> rounds, String sentence) {}

    /** @param names of platforms */
    public static DiagnosisReport of(
            String judgedBy, List<PlatformId> members, Diagnosis diagnosis, Function<PlatformId, String> names) {
        List<Fault> faults = new ArrayList<>();
        for (Diagnosis.Fault seen : diagnosis.faults()) {
            DummyFinding finding = seen.finding();
            List<String> platforms = finding.platforms().stream().map(names).toList();
            faults.add(new Fault(
                    finding.kind().name(),
                    platforms,
                    finding.words(),
                    finding.tag(),
                    seen.rounds(),
                    DiagnosisTable.sentence(finding, platforms)));
        }
        return new DiagnosisReport(
                VERSION,
                judgedBy,
                members.stream().map(names).toList(),
                diagnosis.rounds(),
                diagnosis.unjudgedSums(),
                !faults.isEmpty(),
                faults,
                verdict(diagnosis));
    }

    private static String verdict(Diagnosis diagnosis) {
        return diagnosis.foundNothing()
                ? "no persistent fault found in %d dummy rounds; a platform that cheats, or fails, in real rounds only is not found this way"
                        .formatted(diagnosis.rounds())
                : "%d faults found in %d dummy rounds"
                        .formatted(diagnosis.faults().size(), diagnosis.rounds());
    }
}
