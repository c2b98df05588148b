package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.simulate.faults.FaultSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fedner simulate --faults}: the run ends with a verified model, or with a sentence. */
class FaultedSimulationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;

    @Test
    void brokenConnectionsCostNoRoundAndAreAllInTheReport() throws IOException {
        CommandRun run =
                simulate("cut:round=2;corrupt:platform=north,round=1;delay:platform=south,millis=30,rounds=1-2");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.get("rounds").intValue()).isEqualTo(3);
        assertThat(report.get("audit").get("verified").booleanValue()).isTrue();
        assertThat(report.get("faults").findValuesAsText("kind"))
                .containsOnly("cut", "corrupt", "delay")
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(Files.readString(root.resolve("run/report.html"))).contains("Faults injected");
    }

    @Test
    void aPlatformThatIsKilledAndStartedAgainComesBack() throws IOException {
        CommandRun run = simulate("kill:platform=west,round=1,millis=1000");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.get("faults").findValuesAsText("kind")).containsExactly("kill");
        assertThat(report.get("server").get("epochs").intValue()).isGreaterThan(1);
        assertThat(report.get("platforms").findValuesAsText("name")).contains("west");
        assertThat(report.get("audit").get("verified").booleanValue()).isTrue();
    }

    @Test
    void withTooFewLeftTheRunEndsWithASentence() {
        CommandRun run = simulate("kill:platform=west,round=2");
        assertThat(run.exit()).isEqualTo(ExitCode.NETWORK.number());
        assertThat(run.sentence()).contains("2 of at least 3 platforms");
    }

    @Test
    void aSpecThatIsNoneIsRefusedWithTheGrammar() {
        CommandRun run = simulate("explode:rate=2");
        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.sentence()).contains("'explode'", FaultSpec.GRAMMAR);
    }

    private CommandRun simulate(String faults) {
        Map<String, Path> notes = TinyNotes.three(root.resolve("notes"));
        List<Object> line = new ArrayList<>(List.of(
                "simulate", "--rounds", 3, "--format", "json", "--faults", faults, "--out", root.resolve("run")));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }
}
