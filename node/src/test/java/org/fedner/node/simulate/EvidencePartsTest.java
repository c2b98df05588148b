package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.fedner.node.Canaries;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.auditing.EvidencePack;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.PartyLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of a pack follows from its logs cannot be altered, taken out or exchanged even by the party that signs the pack: it is
 * signed anew here after each change.
 */
class EvidencePartsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 3;

    /** Each part, its rule, and text after which one byte is altered. */
    private static final List<List<String>> PARTS = List.of(
            List.of("receipts/north.json", "receipts", "\"sha256\" : \""),
            List.of("receipts/north.json", "receipts", "tlog-proof@v1\\nindex "),
            List.of("ledger/privacy.ledger", "ledger", "\n"),
            List.of("ledger/ledger.json", "ledger", "\"epsilon\" : \""),
            List.of("exclusions.json", "exclusions", "\"exclusions\" : "),
            List.of("model-card.json", "model-card", "\"architectureSha256\" : \""),
            List.of("model-card.json", "model-card", "\"jobSha256\" : \""),
            List.of("model-card.json", "model-card", "\"share\" : \""),
            List.of("model-card.md", "model-card", "guarantee: "));

    @TempDir
    private static Path root;

    private static Path run;
    private static Path policy;
    private static TreeMap<String, byte[]> pack;

    @BeforeAll
    static void makeAPackOfAPrivateRun() throws IOException {
        Map<String, Path> notes = TinyNotes.three(root.resolve("notes"));
        run = root.resolve("run");
        policy = run.resolve(RunLogs.POLICY);
        Path file = Files.writeString(root.resolve("federation.yaml"), """
                name: noised
                rounds: %d
                aggregation: {ring: 64}
                privacy: {mode: distributed, unit: sentence, epsilon: 20, delta: 0.001, samplingRate: 0.3, population: 54}
                """.formatted(ROUNDS));
        List<Object> line = new ArrayList<>(List.of("simulate", file, "--out", run));
        line.addAll(TinyNotes.options(notes));
        CommandRun simulated = CommandRun.of(line.toArray());
        assertThat(simulated.exit()).as(simulated.err()).isZero();
        pack = files(made(run, "pack.zip", "--ledger", run.resolve("platforms/north/ledger")));
    }

    private static Path made(Path of, String name, Object... more) {
        Path out = root.resolve(name);
        CommandRun made = make(of, out, more);
        assertThat(made.exit()).as(made.err()).isZero();
        return out;
    }

    private static CommandRun make(Path of, Path out, Object... more) {
        List<Object> line = new ArrayList<>(List.of("evidence", "make", of.resolve("platforms/north/audit")));
        line.addAll(List.of(of.resolve("server/audit"), "--identity", of.resolve("identities/platforms/north")));
        line.addAll(List.of("--policy", of.resolve(RunLogs.POLICY), "--out", out, "--job", of.resolve("job.signed")));
        line.addAll(List.of("--report", of.resolve("report.json")));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private static TreeMap<String, byte[]> files(Path archive) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return files;
    }

    /** The pack with these files, signed by its party as if they were so from the beginning, and what {@code check} says of it. */
    private static CommandRun checked(Map<String, byte[]> files) throws Exception {
        EvidencePack anew = new EvidencePack();
        files.forEach((name, content) -> {
            if (!name.startsWith("manifest.")) {
                anew.add(name, content);
            }
        });
        Path out = root.resolve("anew.zip");
        try (Identity identity = Identity.load(run.resolve("identities/platforms/north"), Clock.systemUTC())) {
            anew.write(out, PartyLog.signer(identity), Clock.systemUTC().instant());
        }
        return CommandRun.of("evidence", "check", out, "--policy", policy);
    }

    private static void assertRefused(TreeMap<String, byte[]> files, String file, String rule, String how)
            throws Exception {
        CommandRun found = checked(files);
        assertThat(found.exit()).as("%s %s: %s", file, how, found.out()).isEqualTo(6);
        assertThat(found.out()).as(how).containsPattern("INTEGRITY " + rule + ": \\S+/north " + file + ": ");
    }

    @Test
    void aPackThatWasSignedAsItWasMadeHolds() throws Exception {
        CommandRun checked = checked(pack);
        assertThat(checked.exit()).as(checked.out()).isZero();
    }

    @Test
    void aPartThatIsAlteredByOneByteIsRefused() throws Exception {
        for (List<String> part : PARTS) {
            TreeMap<String, byte[]> files = new TreeMap<>(pack);
            byte[] content = files.get(part.get(0)).clone();
            int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(part.get(2));
            assertThat(at).as(part.toString()).isNotNegative();
            content[at + part.get(2).length()] ^= 1;
            files.put(part.get(0), content);
            assertRefused(files, part.get(0), part.get(1), "altered after " + part.get(2));
        }
    }

    @Test
    void aPartThatIsTakenOutIsRefused() throws Exception {
        for (List<String> part : PARTS) {
            TreeMap<String, byte[]> files = new TreeMap<>(pack);
            files.remove(part.get(0));
            assertRefused(files, part.get(0), part.get(1), "taken out");
        }
    }

    @Test
    void aPartOfAnotherRunOrPartyIsRefused() throws Exception {
        Map<String, byte[]> other = files(made(TinyRun.shared().out, "other.zip"));
        for (String[] part : new String[][] {
            {"receipts/north.json", "receipts"},
            {"ledger/ledger.json", "ledger"},
            {"model-card.json", "model-card"},
            {"model-card.md", "model-card"}
        }) {
            TreeMap<String, byte[]> files = new TreeMap<>(pack);
            files.put(part[0], other.get(part[0]));
            assertRefused(files, part[0], part[1], "of another run");
        }
        TreeMap<String, byte[]> files = new TreeMap<>(pack);
        files.put("ledger/privacy.ledger", Files.readAllBytes(run.resolve("platforms/west/ledger/privacy.ledger")));
        assertRefused(files, "ledger/privacy.ledger", "ledger", "of another party");
        files = new TreeMap<>(pack);
        files.put("job.json", other.get("job.json"));
        assertRefused(files, "model-card.json", "model-card", "of another job");
        files = new TreeMap<>(pack);
        files.put("receipts/west.json", pack.get("receipts/north.json"));
        assertRefused(files, "receipts/west.json", "receipts", "of no log");
    }

    @Test
    void aRoundsReceiptThatIsLeftOutIsMissed() throws Exception {
        JsonNode receipts = JSON.readTree(pack.get("receipts/north.json"));
        assertThat(receipts.get("rounds").size()).isGreaterThanOrEqualTo(ROUNDS);
        ((ArrayNode) receipts.get("rounds")).remove(1);
        TreeMap<String, byte[]> files = new TreeMap<>(pack);
        files.put("receipts/north.json", JSON.writeValueAsBytes(receipts));
        assertRefused(files, "receipts/north.json", "receipts", "one round left out");
    }

    @Test
    void theCardSaysWhatWasTrainedUnderWhichPromise() throws Exception {
        JsonNode card = JSON.readTree(pack.get("model-card.json"));
        assertThat(card.at("/jobs/0/members")).hasSize(3);
        assertThat(card.at("/jobs/0/members/0/share").asText()).isEqualTo("1.0000");
        assertThat(card.at("/jobs/0/verifiedRounds").asInt()).isEqualTo(ROUNDS);
        assertThat(card.at("/network/architectureSha256").asText()).hasSize(64);
        assertThat(card.at("/settings/rounds").asInt()).isEqualTo(ROUNDS);
        assertThat(card.at("/privacy/guarantee").asBoolean()).isTrue();
        assertThat(card.at("/privacy/statement/0").asText()).startsWith("Differential privacy: epsilon ");
        assertThat(card.at("/devF1/strictF1").isDouble()).isTrue();
        assertThat(new String(pack.get("model-card.md"), StandardCharsets.UTF_8))
                .startsWith("# Model card")
                .contains(
                        "## network",
                        "- architectureSha256: "
                                + card.at("/network/architectureSha256").asText());

        JsonNode open =
                JSON.readTree(files(made(TinyRun.shared().out, "open.zip")).get("model-card.json"));
        assertThat(open.at("/privacy/guarantee").asBoolean(true)).isFalse();
        assertThat(open.at("/privacy/statement/0").asText()).startsWith("No differential privacy.");
    }

    @Test
    void aLedgerThatLacksWhatTheLogSpentIsNotPacked() {
        CommandRun made = make(run, root.resolve("none.zip"), "--ledger", root.resolve("nowhere"));
        assertThat(made.exit()).isEqualTo(4);
        assertThat(made.err()).contains("the ledger has another entry 1, or none");
        assertThat(root.resolve("none.zip")).doesNotExist();
    }

    @Test
    void nothingInAPackIsOfTheNotes() throws IOException {
        for (Map.Entry<String, byte[]> file : pack.entrySet()) {
            assertThat(Canaries.found(file.getKey(), file.getValue())).isEmpty();
            assertThat(Canaries.found("name", Canaries.ascii(file.getKey()))).isEmpty();
        }
    }
}
