package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.report.DiagnosisReport;
import org.fedner.node.report.ReportFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diagnosis by whole processes over TLS, in the folders of a job, whose checkpoints and journal it leaves alone. */
class DiagnosisTest {
    private static final String TIMING = "{gatherSeconds: 30, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
    private static final Job DIAGNOSIS =
            new Job("diagnosis", 7, 1, null, null, new Job.Aggregation("diagnostic", 3, 1, null, null, null, 2), null);

    @TempDir
    Path out;

    @Test
    void aCleanFederationIsToldSoInTheFoldersOfItsJobWhichStayAsTheyWere() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 1, TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            try (SeededPlatforms platforms = new SeededPlatforms(hospitals)) {
                platforms.finish();
            }
            server.finishes();
            Map<Path, Digest> before = checkpoints();
            diagnose(hospitals);
            assertThat(checkpoints()).isEqualTo(before);
            hospitals.everyLogIsClosedAndVerified();
            assertThat(hospitals.leaves("server", "dummy.judged")).hasSize(2);
            assertThat(hospitals.leaves("north", "dummy.judged", "\"faults\":0"))
                    .hasSize(2);
            assertThat(hospitals.leaves("north", "dummy.fault")).isEmpty();
        }
    }

    @Test
    void aPlatformThatDropsOutEndsTheDiagnosisWithAClearSentence() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 1, TIMING, "{}")) {
            prepare(hospitals, 100);
            PartyUnderTest server = hospitals.server();
            List<PartyUnderTest> platforms = new ArrayList<>();
            for (String name : Hospitals.THREE) {
                platforms.add(hospitals.platform(name));
            }
            server.await("dummyRoundJudged", line -> true);
            platforms.get(2).kill();
            assertThat(server.status()).isEqualTo(ExitCode.NETWORK.number());
            assertThat(server.sentence()).contains("south", "no finding", "again");
            for (PartyUnderTest platform : platforms.subList(0, 2)) {
                assertThat(platform.status()).isEqualTo(ExitCode.NETWORK.number());
                assertThat(platform.sentence()).contains("the diagnosis has no finding", "again");
            }
            assertThat(out.resolve("server").resolve(DiagnosisReport.FILE)).doesNotExist();
        }
    }

    @Test
    void aSiteWhosePolicyDoesNotAllowItTakesNoPart() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 1, TIMING, "{}")) {
            hospitals
                    .federation
                    .signJob(ConfigReader.encode(DIAGNOSIS), Clock.systemUTC())
                    .write(out.resolve("job.signed"));
            hospitals.server();
            PartyUnderTest platform = hospitals.platform("north");
            assertThat(platform.status()).isEqualTo(ExitCode.POLICY_REFUSED.number());
            assertThat(platform.sentence()).contains("diagnostic", "modes");
        }
    }

    private void prepare(Hospitals hospitals, int rounds) throws Exception {
        Job job = new Job(
                "diagnosis", 7, 1, null, null, new Job.Aggregation("diagnostic", 3, 1, null, null, null, rounds), null);
        hospitals
                .federation
                .signJob(ConfigReader.encode(job), Clock.systemUTC())
                .write(out.resolve("job.signed"));
        Path policy = out.resolve("policy.yaml");
        Files.writeString(
                policy, Files.readString(policy).replace("modes: [one-flight]", "modes: [one-flight, diagnostic]"));
    }

    private void diagnose(Hospitals hospitals) throws Exception {
        prepare(hospitals, 2);
        PartyUnderTest server = hospitals.server();
        List<PartyUnderTest> platforms = new ArrayList<>();
        for (String name : Hospitals.THREE) {
            platforms.add(hospitals.platform(name));
        }
        server.finishes();
        for (PartyUnderTest platform : platforms) {
            platform.finishes();
        }
        for (Path folder : List.of(
                out.resolve("server"),
                out.resolve("platforms").resolve("north"),
                out.resolve("platforms").resolve("south"))) {
            DiagnosisReport report = ReportFiles.read(folder.resolve(DiagnosisReport.FILE), DiagnosisReport.class);
            assertThat(report.members()).containsExactlyInAnyOrderElementsOf(Hospitals.THREE);
            assertThat(report.dummyRounds()).isEqualTo(2);
            assertThat(report.faultFound()).isFalse();
            assertThat(report.verdict()).contains("no persistent fault found in 2 dummy rounds", "real rounds");
            Files.delete(folder.resolve(DiagnosisReport.FILE));
        }
    }

    /** What a job keeps, but for the numbers of epochs. */
    private Map<Path, Digest> checkpoints() throws Exception {
        Map<Path, Digest> kept = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("checkpoints"))
                    .filter(file -> !file.getParent().getParent().endsWith("audit"))
                    .filter(file -> !file.getFileName().toString().endsWith("-epoch"))
                    .toList()) {
                kept.put(file, Digest.of(Files.readAllBytes(file)));
            }
        }
        assertThat(kept).hasSizeGreaterThan(3);
        return kept;
    }
}
