package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.SharedModule;
import org.fedner.node.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code simulate} leaves is what the command line's contract names. */
class SimulatedReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PHASES =
            List.of("gradient", "encode", "mask", "upload", "sum", "verify", "update");

    private final TinyRun run = TinyRun.shared();

    private JsonNode report() throws IOException {
        return JSON.readTree(run.out.resolve("report.json").toFile());
    }

    @Test
    void theRunEndsWellAndItsAuditVerifies() throws IOException {
        assertThat(run.command.exit()).as(run.command.err()).isZero();
        assertThat(report().at("/audit/verified").booleanValue()).isTrue();
        assertThat(report().at("/audit/logs").intValue()).isEqualTo(4);
        assertThat(CommandRun.of("audit", "verify", run.out).exit()).isZero();
    }

    @Test
    void standardOutputHoldsTheReportAndNothingElse() throws IOException {
        assertThat(JSON.readTree(run.command.out())).isEqualTo(report());
    }

    @Test
    void reportHasEveryKeyOfTheContractWithItsType() throws IOException {
        JsonNode report = report();
        for (String key : List.of("version", "seed", "rounds", "voidedRounds", "sharedCoordinates")) {
            assertThat(report.get(key).isIntegralNumber()).as(key).isTrue();
        }
        assertThat(report.get("version").intValue()).isEqualTo(1);
        assertThat(report.get("seed").intValue()).isEqualTo(7);
        assertThat(report.get("rounds").intValue()).isEqualTo(TinyRun.ROUNDS);
        assertThat(report.get("voidedRounds").intValue()).isZero();
        assertThat(report.get("sharedCoordinates").intValue()).isGreaterThan(1000);
        assertThat(report.has("vectors")).isTrue();
        assertThat(report.get("vectors").isNull()).isTrue();
        assertThat(report.get("embeddings").textValue()).isEqualTo("random");
        assertThat(report.get("wallSeconds").doubleValue()).isPositive();
        assertThat(report.get("secondsPerRound").doubleValue()).isPositive();
        for (String phase : PHASES) {
            assertThat(report.at("/phaseMillis/" + phase).isNumber()).as(phase).isTrue();
            assertThat(report.at("/phaseMillis/" + phase).doubleValue())
                    .as(phase)
                    .isPositive();
        }
        long vectorBytes = 4L * report.get("sharedCoordinates").intValue();
        assertThat(report.get("bytesUpPerRound").longValue()).isBetween(vectorBytes, vectorBytes + 1000);
        assertThat(report.get("bytesDownPerRound").longValue()).isBetween(vectorBytes, vectorBytes + 1000);
        assertThat(report.at("/server/sharedModelSha256").textValue()).matches("[0-9a-f]{64}");
    }

    @Test
    void everyPlatformReportsItsScoresAsFractions() throws IOException {
        assertThat(report().get("platforms")).hasSize(3);
        for (JsonNode platform : report().get("platforms")) {
            assertThat(run.notes).containsKey(platform.get("name").textValue());
            assertThat(platform.at("/train/sentences").intValue()).isEqualTo(18);
            assertThat(platform.get("types")).hasSize(1);
            for (String path : List.of(
                    "/strict/precision",
                    "/strict/recall",
                    "/strict/f1",
                    "/relaxed/precision",
                    "/relaxed/recall",
                    "/relaxed/f1",
                    "/alone/strict/f1",
                    "/alone/relaxed/f1")) {
                assertThat(platform.at(path).isNumber()).as(path).isTrue();
                assertThat(platform.at(path).doubleValue()).as(path).isBetween(0.0, 1.0);
            }
            JsonNode type =
                    platform.get("perType").get(platform.get("types").get(0).textValue());
            assertThat(type.at("/strict/support").intValue()).isEqualTo(5);
            assertThat(type.at("/strict/f1").isNumber()).isTrue();
            assertThat(platform.at("/privacy/mode").textValue()).isEqualTo("off");
            assertThat(platform.get("privacy").has("epsilon")).isTrue();
            assertThat(platform.at("/privacy/epsilon").isNull()).isTrue();
            assertThat(platform.at("/privacy/delta").isNull()).isTrue();
        }
    }

    @Test
    void predictionsScoreWhatTheReportSays() throws IOException {
        for (JsonNode platform : report().get("platforms")) {
            String name = platform.get("name").textValue();
            Path predictions = run.out.resolve("platforms").resolve(name).resolve("predictions.conll");
            assertThat(Files.readAllLines(predictions).stream().filter(line -> !line.isEmpty()))
                    .allMatch(line -> line.split("\t", -1).length == 3);
            CommandRun scored = CommandRun.of(
                    "evaluate",
                    "--gold",
                    run.notes.get(name).resolve("test.conll"),
                    "--predicted",
                    predictions,
                    "--format",
                    "json");
            assertThat(scored.exit()).as(scored.err()).isZero();
            JsonNode scores = JSON.readTree(scored.out());
            assertThat(scores.get("strict")).isEqualTo(platform.get("strict"));
            assertThat(scores.get("relaxed")).isEqualTo(platform.get("relaxed"));
            assertThat(scores.get("perType")).isEqualTo(platform.get("perType"));
        }
    }

    @Test
    void thePageIsStaticAndAsksNobodyForAnything() throws IOException {
        String page = Files.readString(run.out.resolve("report.html"));
        assertThat(page)
                .contains("north", "south", "west")
                .doesNotContain("<script", "@import", "url(", "src=", "<link");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "//www");
    }

    @Test
    void everyFolderOfTheContractIsThere() throws Exception {
        for (String name : run.notes.keySet()) {
            Path platform = run.out.resolve("platforms").resolve(name);
            assertThat(platform.resolve("audit/checkpoint")).isRegularFile();
            assertThat(SharedModule.read(platform.resolve("model/shared.module")))
                    .isNotNull();
            assertThat(run.out.resolve("checkpoints").resolve(name)).isDirectory();
        }
        assertThat(run.out.resolve("server/audit/checkpoint")).isRegularFile();
        assertThat(run.out.resolve("checkpoints")).isDirectory();
    }

    @Test
    void oneSeedGivesOneModelAndAnotherSeedAnother(@TempDir Path again, @TempDir Path other) throws IOException {
        String model = report().at("/server/sharedModelSha256").textValue();
        assertThat(modelOf(TinyRun.of(again, 7))).isEqualTo(model);
        assertThat(modelOf(TinyRun.of(other, 8))).isNotEqualTo(model);
    }

    private static String modelOf(TinyRun run) throws IOException {
        assertThat(run.command.exit()).as(run.command.err()).isZero();
        return JSON.readTree(run.command.out()).at("/server/sharedModelSha256").textValue();
    }

    /** A seed drives training and never secrets: two runs with one seed share no key and no mask. */
    @Test
    void oneSeedDoesNotGiveOneSetOfKeys(@TempDir Path again) throws IOException {
        TinyRun second = TinyRun.of(again, 7);
        for (String file : List.of("identities/server/key.pem", "identities/platforms/north/key.pem", "audit-policy")) {
            assertThat(sha256(second.out.resolve(file))).isNotEqualTo(sha256(run.out.resolve(file)));
        }
        String bundle = "platforms/north/audit/tile/entries/000.p";
        assertThat(uploads(second.out.resolve(bundle)))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(uploads(run.out.resolve(bundle)));
    }

    /** The hashes of the masked vectors in a log. */
    private static List<String> uploads(Path bundles) throws IOException {
        try (var files = Files.list(bundles)) {
            String text = Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1);
            return Pattern.compile("\"masked_vector\"[^}]*\"sha256\":\"([0-9a-f]{64})\"")
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)));
    }
}
