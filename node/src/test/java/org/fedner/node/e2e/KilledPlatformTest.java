package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fedner.node.report.Participation;
import org.fedner.node.report.ParticipationReport;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Platforms die with SIGKILL, hang with SIGSTOP, and come back. */
class KilledPlatformTest {
    private static final String PATIENT = "{connectSeconds: 100, silenceSeconds: 100}";

    @TempDir
    Path out;

    @Test
    void fourPlatformsGoOnWithoutTheKilledOneWhichRejoinsInANewEpoch() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                24,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                PATIENT)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(3);
            platforms.get("west").kill();

            JsonNode excluded = server.await("excluded", line -> true);
            assertThat(excluded.path("platform").asText()).isEqualTo("west");
            JsonNode without =
                    server.await("epochOpened", line -> line.path("epoch").asLong() == 2);
            assertThat(names(without)).containsExactlyInAnyOrder("north", "east", "south");

            // The others are held at a round until the killed one is back, however slowly it starts.
            platforms.get("north").signal("STOP");
            int earlier = server.told("connected").size();
            PartyUnderTest again = hospitals.platform("west");
            server.awaitCount("connected", earlier + 1);
            platforms.get("north").signal("CONT");
            JsonNode with = server.await(
                    "epochOpened",
                    line -> line.path("members").size() == 4
                            && line.path("epoch").asLong() > 2);
            assertThat(with.path("epoch").asLong()).isEqualTo(3);
            server.finishes();
            again.finishes();
            for (String name : Hospitals.THREE) {
                platforms.get(name).finishes();
            }

            ServerOutcome outcome = hospitals.outcome();
            assertThat(outcome.rounds()).isEqualTo(24);
            assertThat(outcome.voided()).isEqualTo(1);
            assertThat(outcome.exclusions())
                    .extracting(ServerOutcome.Exclusion::platform)
                    .containsExactly("west");
            assertPartsAgree(hospitals, outcome);
            String west = hospitals.id("west");
            assertThat(hospitals.leaves("server", "member.excluded", west)).hasSize(1);
            for (String party : List.of("server", "north", "east", "south")) {
                assertThat(hospitals.leaves(party, "round.close", "void", west))
                        .as("%s knows whom the voided round missed", party)
                        .hasSize(1);
            }
            assertThat(hospitals.leaves("west", "\"snapshot\"")).isNotEmpty();
            hospitals.everyLogIsClosedAndVerified();
            assertThat(roundsBesidePreparation(hospitals))
                    .as("rounds go on while the returned platform's keys are agreed")
                    .isPositive();
        }
    }

    /** Outcome, the platforms' reports and the pages tell the same of the one that was away. */
    private static void assertPartsAgree(Hospitals hospitals, ServerOutcome outcome) throws IOException {
        ParticipationReport.Participant west = part(outcome.participation(), "west");
        assertThat(west.rounds()).isBetween(3L, 23L);
        assertThat(west.share()).isEqualTo(west.rounds() / 24.0);
        assertThat(west.exclusions()).singleElement().satisfies(out -> {
            assertThat(out.why()).isEqualTo("disconnected");
            assertThat(out.epoch()).isEqualTo(2);
        });
        for (String name : Hospitals.THREE) {
            assertThat(part(outcome.participation(), name).share()).isEqualTo(1);
            ParticipationReport own = ReportFiles.read(
                            hospitals.out.resolve("platforms/" + name + "/report.json"), PlatformReport.class)
                    .participation();
            assertThat(own.verifiedRounds()).isEqualTo(24);
            assertThat(part(own, "west").rounds()).isEqualTo(west.rounds());
            assertThat(part(own, "west").exclusions())
                    .extracting(Participation.LeftOut::why)
                    .containsExactly(Participation.NOT_TOLD);
        }
        assertThat(Files.readString(hospitals.out.resolve("server/report.html")))
                .contains("Platforms left out", "west");
    }

    private static ParticipationReport.Participant part(ParticipationReport report, String name) {
        return report.platforms().stream()
                .filter(each -> each.platform().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStoppedPlatformIsLeftOutAndComesBackWhenItWakes() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                24,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 12, reconnectSeconds: 2}",
                PATIENT)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(3);
            platforms.get("west").signal("STOP");
            server.await("excluded", line -> line.path("platform").asText().equals("west"));
            server.await("epochOpened", line -> line.path("members").size() == 3);
            platforms.get("west").signal("CONT");
            server.await(
                    "epochOpened",
                    line -> line.path("members").size() == 4
                            && line.path("epoch").asLong() > 2);
            server.finishes();
            for (PartyUnderTest platform : platforms.values()) {
                platform.finishes();
            }
            assertThat(hospitals.outcome().rounds()).isEqualTo(24);
            assertThat(part(hospitals.outcome().participation(), "west").exclusions())
                    .extracting(Participation.LeftOut::why)
                    .containsExactly("deadline");
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    @Test
    void threePlatformsWaitForTheMissingOneAndRefuseAtTheDeadlineWithNothingLost() throws Exception {
        String patient = "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        String impatient = "{gatherSeconds: 3, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 24, patient, PATIENT)) {
            hospitals.neverCheckpoints("south"); // so it comes back rounds behind the two others, who vouch for theirs
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(2);
            platforms.get("south").kill();
            server.await("roundVoided", line -> true);
            PartyUnderTest inTime = hospitals.platform("south");
            server.await("epochOpened", line -> line.path("epoch").asLong() == 2);
            server.kill();

            hospitals.serverTiming(impatient);
            PartyUnderTest refusing = hospitals.server();
            refusing.await("roundDone", line -> true);
            inTime.kill();
            assertThat(refusing.status()).isEqualTo(5);
            assertThat(refusing.sentence())
                    .contains("2 of at least 3 platforms are connected after 3 seconds")
                    .contains("start the server again");
            assertThat(hospitals.leaves("server", "member.excluded", hospitals.id("south")))
                    .hasSize(1);

            hospitals.serverTiming(patient);
            PartyUnderTest again = hospitals.server();
            PartyUnderTest back = hospitals.platform("south");
            again.finishes();
            back.finishes();
            platforms.get("north").finishes();
            platforms.get("east").finishes();
            assertThat(hospitals.outcome().rounds()).isEqualTo(24);
            hospitals.everyLogIsClosedAndVerified("R7"); // the auditor sees that the deadlines were changed
        }
    }

    /** Verified rounds of epoch 2 after its members were asked to prepare epoch 3. */
    private static long roundsBesidePreparation(Hospitals hospitals) throws IOException {
        long asked = hospitals.leaves("server", "\"egress\"", "\"roster\"", "\"epoch\":2,").stream()
                .filter(leaf -> !leaf.contains("\"round\":0,"))
                .mapToLong(KilledPlatformTest::sequence)
                .min()
                .orElseThrow();
        return hospitals.leaves("server", "round.close", "verified", "\"epoch\":2,").stream()
                .filter(leaf -> sequence(leaf) > asked)
                .count();
    }

    private static long sequence(String leaf) {
        Matcher number = Pattern.compile("\"seq\":([0-9]+)").matcher(leaf);
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }

    private static List<String> names(JsonNode epoch) {
        List<String> names = new ArrayList<>();
        epoch.path("members").forEach(name -> names.add(name.asText()));
        return names;
    }
}
