package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.node.ForeignProgram;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/protocol.md says enough: what stands in {@code src/test/python} was written from that page in another language, with
 * cryptography of its own, and shares no line with what it is tested against.
 */
class SecondImplementationTest {
    private static final int ROUNDS = 4;

    private static final Path PYTHON = Path.of("src", "test", "python");
    private static final Path ROOT = Path.of("..");
    private static final String TIMING =
            "{gatherSeconds: 60, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}";

    @TempDir
    Path out;

    @BeforeAll
    static void pythonIsHere() throws InterruptedException {
        assumeTrue(
                ForeignProgram.runs(
                        "python3",
                        "-c",
                        "import ssl, sys; sys.exit(sys.version_info < (3, 10) or not ssl.HAS_TLSv1_3)"),
                "SKIPPED: no second implementation was run, because python3 (3.10 or newer, with TLS 1.3) is not on the path");
        assumeTrue(
                ForeignProgram.runs("openssl", "version"),
                "SKIPPED: no second implementation was run, because openssl is not on the path; it makes the masks");
    }

    @Test
    void everyNumberOfThePageAndEveryFrameComesOutTheSame() throws Exception {
        Path frames = ROOT.resolve("aggregation/src/test/resources/org/fedner/aggregation/message");
        agrees(
                "vectors.py",
                ROOT.resolve("docs/protocol.md").toString(),
                frames.resolve("frames.txt").toString(),
                frames.resolve("bad_frames.txt").toString());
    }

    @Test
    void thePlatformStopsForEachReasonThatThePageNames() throws Exception {
        agrees("rules.py");
    }

    private void agrees(String script, String... arguments) throws Exception {
        try (PartyUnderTest process = PartyUnderTest.run(script, out.resolve("errors"), python(script, arguments))) {
            process.finishes();
            assertThat(process.output()).contains(" agree");
        }
    }

    @Test
    void aPlatformWrittenFromThePageSumsVerifiesAndTrainsWithJavaPlatformsToTheEnd() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, ROUNDS, TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            PartyUnderTest north = hospitals.platform("north");
            PartyUnderTest east = hospitals.platform("east");
            PartyUnderTest early = second(
                    hospitals, "early", "--cut-after-upload", "1", "--cut-within-upload", "2", "--die-after", "2");
            early.finishes();
            PartyUnderTest late = second(hospitals, "late");
            late.finishes();
            north.finishes();
            east.finishes();
            server.finishes();

            hospitals.logsAreClosedAndVerified(3);
            ServerOutcome outcome = hospitals.outcome();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.epochs())
                    .as("one before and one after its death")
                    .isEqualTo(2);
            assertThat(early.told("disconnected").stream()
                            .filter(lost -> lost.path("why").asText().equals("cut on purpose")))
                    .as("after a vector and within one")
                    .hasSize(2);
            JsonNode resumed = early.told("resumed").get(0);
            assertThat(resumed.path("at").asLong())
                    .as("what the server held of half the vector")
                    .isBetween(1L, resumed.path("of").asLong() / 2 + (1 << 16));
            assertThat(late.told("adopted")).as("the others' state").hasSize(1);
            JsonNode end = late.told("finished").get(0);
            assertThat(end.path("sharedModel").asText()).isEqualTo(outcome.sharedModel());

            List<String> models = Stream.of(early, late)
                    .flatMap(process -> process.told("roundDone").stream())
                    .map(round -> round.path("model").asText())
                    .toList();
            assertThat(models).hasSize(ROUNDS);
            for (String party : List.of("server", "north", "east")) {
                assertThat(modelsAfterVerifiedRounds(hospitals, party))
                        .as(party)
                        .isEqualTo(models);
            }
        }
    }

    /** The platform "south", with a work folder of its own: what another one of that name knew is lost. */
    private PartyUnderTest second(Hospitals hospitals, String work, String... options) throws IOException {
        List<String> line = new ArrayList<>(python(
                "second_platform.py",
                "--identity",
                hospitals.federation.platforms().get("south").toString(),
                "--port",
                Integer.toString(hospitals.port),
                "--work",
                out.resolve(work).toString(),
                "--sentences",
                "30"));
        line.addAll(List.of(options));
        return hospitals.foreignPlatform(work, line);
    }

    private static List<String> modelsAfterVerifiedRounds(Hospitals hospitals, String party) throws IOException {
        List<String> models = new ArrayList<>();
        for (String leaf : hospitals.leaves(party, "\"round.close\"", "\"verified\"", "\"model_out_sha256\"")) {
            JsonNode closed = new ObjectMapper().readTree(leaf);
            models.add(closed.path("model_out_sha256").asText());
        }
        return models;
    }

    private static List<String> python(String script, String... arguments) {
        List<String> line =
                new ArrayList<>(List.of("python3", "-B", PYTHON.resolve(script).toString()));
        line.addAll(List.of(arguments));
        return line;
    }
}
