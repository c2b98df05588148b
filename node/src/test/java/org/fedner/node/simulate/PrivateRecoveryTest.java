package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.log.LogLeaves;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private federations that recover sums when a platform is killed in the middle of a round. */
class PrivateRecoveryTest {
    private static final int ROUNDS = 4;
    private static final int KILLED_IN = 2;

    @TempDir
    private Path root;

    private CommandRun simulate(String faults) throws IOException {
        Map<String, Path> notes = new LinkedHashMap<>(TinyNotes.three(root.resolve("notes")));
        notes.put("east", TinyNotes.write(root.resolve("notes").resolve("east"), TinyNotes.CANARY_TYPE + "east"));
        Path file = root.resolve("federation.yaml");
        Files.writeString(file, """
                name: noised
                rounds: %d
                aggregation: {ring: 64, mode: recovering}
                privacy: {mode: distributed, unit: sentence, epsilon: 20, delta: 0.001, samplingRate: 0.3, population: 72}
                """.formatted(ROUNDS));
        List<Object> line = new ArrayList<>(
                List.of("simulate", file, "--format", "json", "--faults", faults, "--out", root.resolve("out")));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }

    private List<DpReserve> reserved(String platform) throws Exception {
        return LogLeaves.read(root.resolve("out/platforms").resolve(platform).resolve("audit")).stream()
                .filter(leaf -> leaf.event() instanceof DpReserve)
                .map(leaf -> (DpReserve) leaf.event())
                .toList();
    }

    private JsonNode ledger(String platform) throws Exception {
        Path folder = root.resolve("out/platforms").resolve(platform).resolve("ledger");
        return new ObjectMapper()
                .readTree(CommandRun.of("privacy", "ledger", folder, "--format", "json")
                        .out())
                .get(0);
    }

    /** Four members, three of them enough: what the fourth's share of noise would have added is not needed. */
    @Test
    void theOthersGoOnWithNoiseEnoughAndWhatTheKilledOneReservedStaysSpent() throws Exception {
        CommandRun run = simulate("kill:platform=west,round=" + KILLED_IN);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.OK.number());
        JsonNode report =
                new ObjectMapper().readTree(root.resolve("out/report.json").toFile());
        assertThat(report.get("rounds").asInt()).isEqualTo(ROUNDS);
        assertThat(report.get("audit").get("verified").asBoolean()).isTrue();
        for (String platform : List.of("north", "south", "east")) {
            assertThat(reserved(platform)).hasSizeGreaterThanOrEqualTo(ROUNDS);
            assertThat(ledger(platform).get("steps").asInt())
                    .isEqualTo(reserved(platform).size());
        }
        assertThat(reserved("west").size()).isBetween(1, KILLED_IN + 1);
        assertThat(ledger("west").get("steps").asInt())
                .isEqualTo(reserved("west").size());
    }
}
