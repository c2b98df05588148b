package org.fedner.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fedner.model.scoring.Score;
import org.fedner.node.report.PlatformReport.CurvePoint;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Score HALF = new Score(0.5, 0.5, 0.5);
    private static final Score QUARTER = new Score(0.25, 0.25, 0.25);

    private static final ParticipationReport PARTICIPATION = new ParticipationReport(
            20,
            0,
            List.of("north"),
            List.of(
                    new ParticipationReport.Participant(
                            "north", 15, 0.75, 0, List.of(new Participation.LeftOut(2, 9, "deadline"))),
                    new ParticipationReport.Participant("a\"><b", 20, 1, 0, List.of())));

    private static PlatformReport platform(String name, PlatformReport.AloneReport alone) {
        return new PlatformReport(
                name,
                new PlatformReport.TrainReport(10),
                List.of("Drug<script>"),
                HALF,
                HALF,
                Map.of(),
                alone,
                PlatformReport.PrivacyReport.OFF,
                20,
                List.of(new CurvePoint(10, 0.4, 2.5, 3.25), new CurvePoint(20, 0.5, 1.5, 2.75)),
                new PlatformReport.NetworkReport("fedner", "word-cnn", "BIO", "ab"),
                PARTICIPATION);
    }

    private static RunReport run(PlatformReport... platforms) {
        return new RunReport(
                RunReport.VERSION,
                7,
                20,
                1,
                100,
                null,
                "random",
                1.5,
                0.01,
                Map.of("gradient", 1.0),
                400,
                400,
                List.of(platforms),
                new RunReport.ServerReport("00", 2),
                new RunReport.AuditReport(true, 4),
                List.of(new RunReport.Exclusion("north", 2, 9, "deadline")),
                List.of(new RunReport.InjectedFault("cut", "north", 3)),
                0,
                "fedner",
                "word-cnn",
                PARTICIPATION);
    }

    @Test
    void fetchesNothingAndRunsNothing() {
        String page = HtmlReport.html(run(platform("north", null)));
        assertThat(page).doesNotContain("http://", "https://", "<script", "src=", "@import");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void escapesNamesThatComeFromOutside() {
        assertThat(HtmlReport.html(run(platform("a\"><b", null))))
                .doesNotContain("\"><b")
                .contains("Drug&lt;script&gt;");
    }

    @Test
    void everyReportSaysWhoTookPartInHowMuchAndWhoWasLeftOutWhy() {
        PlatformReport platform = platform("north", null);
        for (String page : List.of(
                HtmlReport.html(run(platform)),
                PlatformPage.html(platform),
                ServerPage.html(Map.of("verified rounds", "20"), PARTICIPATION))) {
            assertThat(page)
                    .contains("Who took part", "<span class=\"bad\">75.0 %</span>", "<span class=\"ok\">100.0 %</span>")
                    .contains("Platforms left out", "deadline", "north: required by the job")
                    .contains("a&quot;&gt;&lt;b")
                    .doesNotContain("\"><b");
        }
    }

    @Test
    void theTableLinesUpAndShowsTheGain() {
        PlatformReport.AloneReport alone = new PlatformReport.AloneReport(QUARTER, QUARTER, List.of());
        List<String> lines = GainTable.lines(List.of(platform("north", alone), platform("a-longer-name", null)));
        assertThat(lines.get(1)).contains("50.00", "25.00", "+25.00");
        assertThat(lines.get(0).indexOf("types")).isEqualTo(lines.get(2).indexOf("Drug<"));
    }
}
