package org.fedner.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fedner.aggregation.diagnosis.Diagnosis;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyFinding.Kind;
import org.fedner.aggregation.diagnosis.DummyVerdict;
import org.fedner.aggregation.message.PlatformId;
import org.junit.jupiter.api.Test;

/** Each finding stands in the row of its party and is explained in one sentence. */
class DiagnosisTableTest {
    private static final PlatformId NORTH = new PlatformId(0, 1);
    private static final PlatformId SOUTH = new PlatformId(0, 2);
    private static final PlatformId WEST = new PlatformId(0, 3);
    private static final Map<PlatformId, String> NAMES = Map.of(NORTH, "north", SOUTH, "south", WEST, "west");

    @Test
    void everyKindOfFindingNamesItsPartyInItsColumn() {
        assertThat(row("south", finding(Kind.UPLOAD, true, false, SOUTH)))
                .containsExactly("WRONG", "ok", "ok", "ok", "ok");
        assertThat(row("south", finding(Kind.UPLOAD, false, true, SOUTH)))
                .containsExactly("ok", "WRONG", "ok", "ok", "ok");
        assertThat(row("south", finding(Kind.UPLOAD, true, true, SOUTH)))
                .containsExactly("WRONG", "WRONG", "ok", "ok", "ok");
        assertThat(row("south", finding(Kind.OPENING, true, false, SOUTH)))
                .containsExactly("ok", "ok", "WRONG", "ok", "ok");
        for (String end : List.of("south", "west")) {
            assertThat(row(end, finding(Kind.PAIR, true, false, SOUTH, WEST)))
                    .containsExactly("ok", "ok", "differs", "ok", "ok");
        }
        assertThat(row("south", finding(Kind.TAG_KEY, false, true, SOUTH)))
                .containsExactly("ok", "ok", "ok", "WRONG", "ok");
        assertThat(row("south", finding(Kind.TAG_KEYS, false, true, NORTH, SOUTH, WEST)))
                .containsExactly("ok", "ok", "ok", "differs", "ok");
        assertThat(row("south", finding(Kind.CHECK, false, false, SOUTH)))
                .containsExactly("ok", "ok", "ok", "ok", "WRONG");
        assertThat(lines(finding(Kind.SERVER, true, false))).anyMatch(line -> line.equals("server: its sum is WRONG"));
    }

    @Test
    void whoIsRightIsSaidToBe() {
        assertThat(row("north", finding(Kind.UPLOAD, true, false, SOUTH)))
                .containsExactly("ok", "ok", "ok", "ok", "ok");
    }

    @Test
    void everyFaultHasASentenceWithItsRoundsAndItsNames() {
        for (Kind kind : Kind.values()) {
            PlatformId[] about = kind == Kind.SERVER ? new PlatformId[0] : new PlatformId[] {SOUTH, WEST};
            assertThat(lines(finding(kind, true, true, about)))
                    .anyMatch(line -> line.startsWith("FAULT in round 0: ")
                            && line.contains(kind == Kind.SERVER ? "the server" : "south and west"));
        }
    }

    @Test
    void aSumThatCouldNotBeJudgedIsNotCalledRight() {
        Diagnosis diagnosis = Diagnosis.NOTHING_YET.with(0, new DummyVerdict(List.of(), false));
        assertThat(DiagnosisTable.lines(report(diagnosis))).contains("server: its sum is not judged");
    }

    private static DummyFinding finding(Kind kind, boolean words, boolean tag, PlatformId... about) {
        return new DummyFinding(kind, List.of(about), words, tag);
    }

    private static List<String> row(String platform, DummyFinding finding) {
        String line = lines(finding).stream()
                .filter(candidate -> candidate.startsWith(platform + " "))
                .findFirst()
                .orElseThrow();
        return List.of(line.substring(platform.length()).trim().split(" +"));
    }

    private static List<String> lines(DummyFinding finding) {
        return DiagnosisTable.lines(report(Diagnosis.NOTHING_YET.with(0, new DummyVerdict(List.of(finding), true))));
    }

    private static DiagnosisReport report(Diagnosis diagnosis) {
        return DiagnosisReport.of("server", List.of(NORTH, SOUTH, WEST), diagnosis, NAMES::get);
    }
}
