package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.report.DiagnosisReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fedner simulate} with a job of mode diagnostic: the finding as a table and as JSON, and nothing trained. */
class DiagnosisRunTest {
    @TempDir
    Path root;

    @Test
    void aDiagnosisOnOneMachineSaysWhatItFoundInATable() throws Exception {
        CommandRun run = simulate("aggregation: {mode: diagnostic, dummyRounds: 2}");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("platform", "vector", "tag key", "server: its sum is ok", "no persistent fault found in 2");
        assertThat(run.out().lines().filter(line -> line.matches("(north|south|west) +ok +ok +ok +ok +ok")))
                .hasSize(3);
        JsonNode report = new ObjectMapper()
                .readTree(root.resolve("run").resolve(DiagnosisReport.FILE).toFile());
        assertThat(report.get("faultFound").booleanValue()).isFalse();
        assertThat(report.get("dummyRounds").intValue()).isEqualTo(2);
        assertThat(root.resolve("run").resolve("report.json")).doesNotExist();
    }

    @Test
    void dummyRoundsBelongToADiagnosisOnly() throws Exception {
        assertThat(simulate("aggregation: {dummyRounds: 2}").sentence()).contains("dummyRounds", "diagnostic");
        assertThat(simulate("aggregation: {mode: diagnostic, dummyRounds: 101}").sentence())
                .contains("dummyRounds");
    }

    private CommandRun simulate(String aggregation) throws Exception {
        Path file = Files.writeString(root.resolve("federation.yaml"), "name: tiny\n" + aggregation + "\n");
        List<Object> line = new ArrayList<>(List.of("simulate", file, "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(TinyNotes.three(root.resolve("notes"))));
        return CommandRun.of(line.toArray());
    }
}
