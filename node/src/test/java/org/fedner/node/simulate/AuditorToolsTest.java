package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.fedner.node.Canaries;
import org.fedner.node.CommandRun;
import org.fedner.node.auditing.RunLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The auditor's commands over the logs of a real run. */
class AuditorToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path VERIFIER = Path.of("..", "audit", "src", "test", "python", "verify_log.py");

    private final TinyRun run = TinyRun.shared();
    private final Path north = run.out.resolve("platforms/north/audit");
    private final Path server = run.out.resolve("server/audit");
    private final Path policy = run.out.resolve(RunLogs.POLICY);

    @TempDir
    Path out;

    @Test
    void aSingleEventIsProvedWithoutTheLog() throws Exception {
        Path base = out.resolve("event");
        CommandRun proved = CommandRun.of("audit", "prove", north, "--index", 5, "--out", base);
        assertThat(proved.exit()).as(proved.err()).isZero();
        Path proof = Path.of(base + ".tlog-proof");
        Path leaf = Path.of(base + ".json");
        assertThat(Files.readString(proof)).startsWith("c2sp.org/tlog-proof@v1\nindex 5\n");
        CommandRun checked = CommandRun.of("audit", "check-proof", proof, "--leaf", leaf, "--policy", policy);
        assertThat(checked.exit()).as(checked.out()).isZero();
        assertThat(checked.out()).contains("event 5 is in", "cosigned by", "/server");
    }

    @Test
    void aChangedByteOfProofOrEventShowsNothing() throws Exception {
        Path base = out.resolve("event");
        CommandRun.of("audit", "prove", server, "--index", 30, "--out", base);
        for (Path file : List.of(Path.of(base + ".tlog-proof"), Path.of(base + ".json"))) {
            byte[] good = Files.readAllBytes(file);
            // A witness whose line is changed beyond recognition did not sign; its line comes last.
            int others = new String(good, StandardCharsets.ISO_8859_1).indexOf("/w ");
            for (int at = 0; at < (others < 0 ? good.length : others - 100); at += 29) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                Files.write(file, bad);
                CommandRun checked = CommandRun.of(
                        "audit", "check-proof", base + ".tlog-proof", "--leaf", base + ".json", "--policy", policy);
                assertThat(checked.exit()).as("%s at %d", file, at).isEqualTo(6);
                assertThat(checked.out()).startsWith("NOT SHOWN ");
            }
            Files.write(file, good);
        }
    }

    @Test
    void whatIsNotSignedYetOrNotThereIsNotProved() {
        CommandRun proved = CommandRun.of("audit", "prove", north, "--index", 100_000, "--out", out.resolve("x"));
        assertThat(proved.exit()).isEqualTo(3);
        assertThat(proved.err()).contains("no event 100000");
    }

    @Test
    void everyPayloadOfEveryPlatformIsMatchedOneToOne() throws Exception {
        CommandRun crossed = CommandRun.of(
                "audit",
                "crosscheck",
                server,
                run.out.resolve("platforms/north"),
                north.resolve("../../west"),
                "--format",
                "json");
        assertThat(crossed.exit()).as(crossed.out()).isZero();
        JsonNode answer = JSON.readTree(crossed.out());
        assertThat(answer.get("matches").booleanValue()).isTrue();
        assertThat(answer.get("platforms")).hasSize(2);
        for (JsonNode platform : answer.get("platforms")) {
            assertThat(platform.get("sent").longValue()).isGreaterThan(5);
            assertThat(platform.get("matched")).isEqualTo(platform.get("sent"));
            assertThat(platform.get("received")).isEqualTo(platform.get("sent"));
        }
    }

    @Test
    void aReceiptSaysWhatLeftAndProvesEachStatement() throws Exception {
        Path file = out.resolve("receipt.json");
        CommandRun written = CommandRun.of("audit", "receipt", north, "--round", 2, "--out", file);
        assertThat(written.exit()).as(written.err()).isZero();
        JsonNode receipt = JSON.readTree(file.toFile());
        assertThat(receipt.get("cohort").intValue()).isEqualTo(3);
        assertThat(receipt.get("threshold").intValue()).isEqualTo(3);
        assertThat(receipt.get("privacy").textValue()).isEqualTo("off");
        assertThat(receipt.get("outcome").textValue()).isEqualTo("verified");
        assertThat(receipt.get("policySha256").textValue()).hasSize(64);
        assertThat(receipt.get("left").findValuesAsText("kind")).containsExactly("cosignature", "masked_vector");
        for (JsonNode event : receipt.get("events")) {
            Path proof = Files.writeString(
                    out.resolve("one.tlog-proof"), event.get("proof").textValue());
            Path leaf =
                    Files.writeString(out.resolve("one.json"), event.get("leaf").textValue());
            assertThat(CommandRun.of("audit", "check-proof", proof, "--leaf", leaf, "--policy", policy)
                            .exit())
                    .isZero();
        }
    }

    @Test
    void everyEventBecomesAnAuditEventThatCanBeProvedAgain() throws Exception {
        Path file = out.resolve("north.ndjson");
        assertThat(CommandRun.of("audit", "export", north, "--fhir", "--out", file)
                        .exit())
                .isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThan(40);
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.get("resourceType").textValue()).isEqualTo("AuditEvent");
            assertThat(event.at("/type/code").textValue()).isIn("110100", "110106", "110107");
            assertThat(event.get("recorded").textValue()).endsWith("Z");
            assertThat(event.at("/agent/0/requestor").isBoolean()).isTrue();
            assertThat(event.at("/source/observer/display").textValue()).endsWith("/north");
            assertThat(event.at("/entity/0/detail").findValuesAsText("type"))
                    .contains("log-index", "leaf-hash", "checkpoint-size");
        }
    }

    @Test
    void aSiemGetsOneLineForEachEventWithTheEventsOwnBytes() throws Exception {
        CommandRun exported = CommandRun.of("audit", "export", server, "--siem");
        assertThat(exported.exit()).isZero();
        List<String> lines = exported.out().lines().toList();
        assertThat(lines).hasSizeGreaterThan(40).allMatch(line -> line.matches("<1[01][0-9]>1 .*"));
        for (String line : lines) {
            JSON.readTree(line.substring(line.indexOf("] {") + 2));
        }
    }

    @Test
    void anEvidencePackHoldsOfflineAndNoChangedByteOfItDoes() throws Exception {
        Path pack = out.resolve("north.zip");
        Path identity = run.out.resolve("identities/platforms/north");
        CommandRun made = CommandRun.of(
                "evidence", "make", north, server, "--identity", identity, "--policy", policy, "--out", pack);
        assertThat(made.exit()).as(made.err()).isZero();
        CommandRun checked = CommandRun.of("evidence", "check", pack, "--policy", policy);
        assertThat(checked.exit()).as(checked.out()).isZero();
        assertThat(checked.out()).contains("/north: all hold");
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(pack.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                names.add(entry.getName());
                String content = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(content).as(entry.getName()).doesNotContain("PRIVATE KEY");
                assertThat(Canaries.found(entry.getName(), content.getBytes(StandardCharsets.ISO_8859_1)))
                        .isEmpty();
            }
        }
        assertThat(names)
                .contains(
                        "manifest.json",
                        "manifest.note",
                        "software.json",
                        "summary.json",
                        "requirements.json",
                        "verification.json",
                        "certificates/roster.pem",
                        "logs/north/checkpoint",
                        "logs/server/checkpoint");
        for (String name : names) {
            Path altered = altered(pack, name);
            CommandRun found = CommandRun.of("evidence", "check", altered, "--policy", policy);
            assertThat(found.exit()).as(name).isEqualTo(6);
            assertThat(found.out()).contains("INTEGRITY pack");
        }
    }

    /** The same archive, but for one byte of one file. */
    private Path altered(Path pack, String changed) throws IOException {
        Path altered = out.resolve("altered.zip");
        try (ZipFile zip = new ZipFile(pack.toFile());
                ZipOutputStream copy = new ZipOutputStream(Files.newOutputStream(altered))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                boolean isIt = entry.getName().equals(changed);
                if (isIt && content.length > 0) {
                    content[content.length / 2] ^= 1;
                }
                copy.putNextEntry(new ZipEntry(entry.getName() + (isIt && content.length == 0 ? ".moved" : "")));
                copy.write(content);
                copy.closeEntry();
            }
        }
        return altered;
    }

    @Test
    void thePageOfAVerifiedRunFetchesNothing() throws Exception {
        Path page = out.resolve("audit.html");
        assertThat(CommandRun.of("audit", "verify", run.out, "--html", page).exit())
                .isZero();
        String html = Files.readString(page);
        assertThat(html)
                .contains("default-src 'none'", "verified", "R8", "<svg", "split")
                .doesNotContain("<script", "http://", "https://", "src=");
    }

    @Test
    void everyHelpEndsInAnExample() {
        for (String command : List.of(
                "verify",
                "prove",
                "check-proof",
                "compare",
                "crosscheck",
                "receipt",
                "dp-report",
                "export",
                "convict")) {
            String help = CommandRun.of("audit", command, "--help").out();
            assertThat(help).as(command).contains("Exit status", "Example:\n  fedner audit " + command);
        }
    }

    @Test
    void aVerifierInAnotherLanguageAgreesWithEveryCheckpointProofAndCosignature() throws Exception {
        assumeTrue(
                runs(List.of("python3", "-c", "pass")) == 0,
                "SKIPPED: no second verifier was run, because python3 is not on the path");
        List<String> line = new ArrayList<>(List.of("python3", "-B", VERIFIER.toString(), policy.toString()));
        line.addAll(RunLogs.below(run.out).stream().map(Path::toString).toList());
        assertThat(runs(line)).as(said()).isZero();
        JsonNode ours = JSON.readTree(
                CommandRun.of("audit", "verify", run.out, "--format", "json").out());
        List<String> expected = new ArrayList<>();
        for (JsonNode log : ours.get("logs")) {
            expected.add("%s %d %d"
                    .formatted(
                            log.get("origin").textValue(),
                            log.get("size").longValue(),
                            log.get("checkpoints").longValue()));
        }
        List<String> said = said().lines().toList();
        assertThat(said.stream()
                        .filter(each -> each.contains("/"))
                        .map(each -> each.split(" "))
                        .map(words -> String.join(" ", words[0], words[1], words[2])))
                .containsExactlyElementsOf(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(said.get(i)).endsWith(ours.at("/logs/" + i + "/rootHex").textValue());
        }

        Path base = out.resolve("event");
        CommandRun.of("audit", "prove", server, "--index", 17, "--out", base);
        assertThat(runs(List.of(
                        "python3", "-B", VERIFIER.toString(), policy.toString(), base + ".tlog-proof", base + ".json")))
                .as(said())
                .isZero();
        assertThat(said()).contains("entry 17 of");

        Path altered = out.resolve("altered");
        try (Stream<Path> files = Files.walk(server)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = altered.resolve(server.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Path checkpoint =
                Files.list(altered.resolve("checkpoints")).sorted().findFirst().orElseThrow();
        String text = Files.readString(checkpoint);
        Files.writeString(checkpoint, text.substring(0, text.length() - 4) + "A==\n");
        assertThat(runs(List.of("python3", "-B", VERIFIER.toString(), policy.toString(), altered.toString())))
                .isEqualTo(6);
    }

    private int runs(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.resolve("said").toFile())
                .start()
                .waitFor();
    }

    private String said() throws IOException {
        return Files.readString(out.resolve("said"), StandardCharsets.UTF_8);
    }
}
