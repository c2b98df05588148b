package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fedner.node.CommandRun;
import org.fedner.node.config.JobMembership;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run does not succeed without those whom its job requires, nor go on below its quorum. */
class MembershipTest {
    private static final String PATIENT = "{connectSeconds: 100, silenceSeconds: 100}";

    @TempDir
    Path out;

    @Test
    void whoeverFinishesWithoutARequiredPlatformSaysSoAndKeepsEverything() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                12,
                new JobMembership(List.of("west"), 0.75, null),
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                PATIENT)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(2);
            platforms.get("west").kill();
            assertMissing(server, "server");
            for (String name : Hospitals.THREE) {
                assertMissing(platforms.get(name), "platforms/" + name);
                assertThat(out.resolve("platforms/" + name + "/model")).isDirectory();
            }
            assertThat(hospitals.outcome().rounds()).isEqualTo(12);
            assertThat(hospitals.outcome().participation().requiredMissing()).containsExactly("west");
            assertThat(Files.readString(out.resolve("server/report.html"))).contains("west: required by the job");
        }
    }

    private void assertMissing(PartyUnderTest party, String folder) throws Exception {
        assertThat(party.status()).as(party.errors()).isEqualTo(8);
        assertThat(party.sentence()).contains("west: required by the job");
        CommandRun status = CommandRun.of("status", "--dir", out.resolve(folder));
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).contains("required-missing").contains("exit code 8");
    }

    @Test
    void belowItsQuorumTheJobWaitsAndThenStops() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                12,
                new JobMembership(null, null, 4),
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                PATIENT)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(2);
            server.kill();
            platforms.get("west").kill();
            hospitals.serverTiming("{gatherSeconds: 45, setupSeconds: 60, roundSeconds: 20, reconnectSeconds: 1}");
            PartyUnderTest without = hospitals.server();
            assertThat(without.status()).isEqualTo(5);
            assertThat(without.sentence())
                    .contains("3 of at least 4 platforms are connected")
                    .contains("no quorum");
            assertThat(without.told("epochOpened")).isEmpty();
        }
    }

    @Test
    void aRequiredPlatformThatNobodyEnrolledIsNoticedAtTheStart() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out, Hospitals.THREE, 12, new JobMembership(List.of("nroth"), null, null), "{}", PATIENT)) {
            PartyUnderTest server = hospitals.serverAtOnce();
            assertThat(server.status()).isEqualTo(4);
            assertThat(server.sentence()).contains("the job requires nroth");
            CommandRun checked = CommandRun.of("preflight", "--config", out.resolve("server.yaml"));
            assertThat(checked.out()).contains("JOB_REFUSED").contains("requires nroth");
        }
    }
}
