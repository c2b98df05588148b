package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.privacy.accounting.Planner;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.DpBlock;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.LogLeaves;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.report.Html;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole federations over TLS whose sums carry noise. */
class PrivateRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 5;

    @TempDir
    private static Path root;

    private static Map<String, Path> notes;
    private static CommandRun run;

    @BeforeAll
    static void run() throws IOException {
        notes = TinyNotes.three(root.resolve("notes"));
        run = simulate("noised", "mode: distributed, unit: sentence, epsilon: 20", ROUNDS);
    }

    private static CommandRun simulate(String folder, String privacy, int rounds) throws IOException {
        Path file = root.resolve(folder + ".yaml");
        Files.writeString(file, """
                name: noised
                rounds: %d
                aggregation: {ring: 64}
                privacy: {%s, delta: 0.001, samplingRate: 0.3, population: 54}
                """.formatted(rounds, privacy));
        List<Object> line =
                new ArrayList<>(List.of("simulate", file, "--format", "json", "--out", root.resolve(folder)));
        line.addAll(TinyNotes.options(notes));
        return CommandRun.of(line.toArray());
    }

    private static Path platform(String folder, String name) {
        return root.resolve(folder).resolve("platforms").resolve(name);
    }

    private static List<DpReserve> reserved(String folder, String name) throws Exception {
        return LogLeaves.read(platform(folder, name).resolve("audit")).stream()
                .filter(leaf -> leaf.event() instanceof DpReserve)
                .map(leaf -> (DpReserve) leaf.event())
                .toList();
    }

    @Test
    void itTrainsAndItsLogsVerify() throws Exception {
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.OK.number());
        JsonNode report = JSON.readTree(root.resolve("noised/report.json").toFile());
        assertThat(report.get("rounds").asInt()).isEqualTo(ROUNDS);
        assertThat(report.get("audit").get("verified").asBoolean()).isTrue();
    }

    /** Ledger, audit log, report and printed statement: one number, to the last digit. */
    @Test
    void ledgerLogReportAndStatementAgreeToTheLastDigit() throws Exception {
        JsonNode report = JSON.readTree(root.resolve("noised/report.json").toFile());
        for (JsonNode platform : report.get("platforms")) {
            String name = platform.get("name").asText();
            List<DpReserve> logged = reserved("noised", name);
            assertThat(logged).hasSize(ROUNDS);
            String digits = nano(logged.get(ROUNDS - 1).epsAfterNano());
            JsonNode privacy = platform.get("privacy");
            assertThat(privacy.get("mode").asText()).isEqualTo("distributed");
            assertThat(privacy.get("epsilon").asDouble()).isEqualTo(Double.parseDouble(digits));
            assertThat(privacy.get("delta").asDouble()).isEqualTo(0.001);
            assertThat(privacy.get("steps").asInt()).isEqualTo(ROUNDS);
            assertThat(Files.readString(platform("noised", name).resolve("privacy-statement.txt")))
                    .contains("epsilon " + digits, "ONE SENTENCE", "the server and up to 1 of the platforms");
            for (String part : List.of("ledger", "audit")) {
                Path folder = platform("noised", name).resolve(part);
                JsonNode spent = JSON.readTree(CommandRun.of("privacy", "ledger", folder, "--format", "json")
                        .out());
                assertThat(spent.get(0).get("epsilon").asText()).isEqualTo(digits);
                assertThat(CommandRun.of("privacy", "statement", folder).out()).contains("epsilon " + digits);
            }
        }
    }

    /** The page that people look at says the same, and whole. */
    @Test
    void theReportsPageHasTheBudgetAndTheStatement() throws Exception {
        String page = Files.readString(root.resolve("noised/report.html"));
        for (String name : notes.keySet()) {
            List<DpReserve> logged = reserved("noised", name);
            String digits = nano(logged.get(ROUNDS - 1).epsAfterNano());
            assertThat(page).contains("<h2>Privacy</h2>", "<td>" + digits + "</td>", "one sentence");
            for (String line : Files.readAllLines(platform("noised", name).resolve("privacy-statement.txt"))) {
                assertThat(page).contains(Html.escape(line));
            }
        }
    }

    private static String nano(long value) {
        return "%d.%09d".formatted(value / 1_000_000_000, value % 1_000_000_000);
    }

    /** Each step is in the log before its vector, and nothing that leaves has a length or a count that depends on the data. */
    @Test
    void everyVectorIsReservedBeforeItLeavesAndAllHaveOneLength() throws Exception {
        for (String name : notes.keySet()) {
            int reserved = 0;
            int sent = 0;
            List<Long> lengths = new ArrayList<>();
            for (Leaf leaf : LogLeaves.read(platform("noised", name).resolve("audit"))) {
                if (leaf.event() instanceof DpReserve) {
                    reserved++;
                } else if (leaf.event() instanceof Egress egress && egress.bytes() > 100_000) {
                    sent++;
                    lengths.add(egress.bytes());
                    assertThat(reserved).isEqualTo(sent);
                }
            }
            assertThat(sent).isEqualTo(ROUNDS);
            assertThat(lengths.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void theBudgetStopsTheJobAtTheExactStepWithExitCodeSeven() throws Exception {
        CommandRun stopped =
                simulate("stopped", "mode: distributed, unit: sentence, epsilon: 4, noiseMultiplier: 1.0", 50);
        assertThat(stopped.exit()).isEqualTo(ExitCode.BUDGET_EXHAUSTED.number());
        assertThat(stopped.err()).contains("privacy budget is exhausted").doesNotContain("Exception");
        long most = new Planner(4, 0.001, 0.3).mostSteps(1.0);
        List<Integer> steps = new ArrayList<>();
        int blocked = 0;
        int left = 0;
        for (String name : notes.keySet()) {
            left += LogLeaves.read(platform("stopped", name).resolve("audit")).stream()
                            .anyMatch(
                                    leaf -> leaf.event() instanceof Egress egress && egress.content() == Content.LEAVE)
                    ? 1
                    : 0;
            steps.add(reserved("stopped", name).size());
            blocked += LogLeaves.read(platform("stopped", name).resolve("audit")).stream()
                            .anyMatch(leaf -> leaf.event() instanceof DpBlock)
                    ? 1
                    : 0;
        }
        assertThat(steps).contains((int) most).allMatch(count -> count <= most);
        assertThat(blocked).isPositive();
        assertThat(left).as("asked to be left out, so that nobody waits for it").isPositive();
        assertThat(most).isBetween(2L, 49L);
    }

    @Test
    void aSentenceIsNeverTakenForAPatient() throws IOException {
        CommandRun refused = simulate("patients", "mode: distributed, epsilon: 20", 2);
        assertThat(refused.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(refused.err()).contains("the job protects patients", "train.patients");
    }

    @Test
    void patientsAreUnitsAndTheirKeysStayOnSite() throws Exception {
        String key = "Ppatientkey";
        for (Path folder : notes.values()) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                keys.add(key + i / 3);
            }
            Files.write(folder.resolve("train.patients"), keys);
        }
        try {
            CommandRun trained = simulate("bypatient", "mode: local, epsilon: 20, maxSentences: 2", 3);
            assertThat(trained.exit()).as(trained.err()).isEqualTo(ExitCode.OK.number());
            JsonNode report =
                    JSON.readTree(root.resolve("bypatient/report.json").toFile());
            JsonNode privacy = report.get("platforms").get(0).get("privacy");
            assertThat(privacy.get("unit").asText()).isEqualTo("patient");
            assertThat(privacy.get("mode").asText()).isEqualTo("local");
            assertThat(privacy.get("epsilon").asDouble())
                    .isCloseTo(20, within(20.0))
                    .isPositive();
            try (var files = Files.walk(root.resolve("bypatient"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(key);
                }
            }
        } finally {
            for (Path folder : notes.values()) {
                Files.delete(folder.resolve("train.patients"));
            }
        }
    }

    @Test
    void bad_configurations() throws IOException {
        String[][] bad = {
            {"mode: distributed, unit: sentence", "privacy.epsilon: is missing"},
            {"mode: off, unit: sentence", "takes no other key"},
            {"mode: gaussian", "privacy.mode"},
            {"mode: distributed, unit: sentence, epsilon: 20, maxSentences: 2", "has one"},
            {"mode: distributed, unit: sentence, epsilon: 20, noiseMultiplier: 0.0001", "privacy.noiseMultiplier"},
        };
        for (String[] each : bad) {
            CommandRun refused = simulate("bad", each[0], 3);
            assertThat(refused.exit()).as(each[0]).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
            assertThat(refused.err()).contains(each[1]);
        }
    }
}
