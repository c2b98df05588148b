package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            Map<String, PartyUnderTest> platforms = startAll(hospitals);
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
            String west = hospitals.id("west");
            assertThat(hospitals.leaves("server", "member.excluded", west)).hasSize(1);
            for (String party : List.of("server", "north", "east", "south")) {
                assertThat(hospitals.leaves(party, "round.close", "void", west))
                        .as("%s knows whom the voided round missed", party)
                        .hasSize(1);
            }
            assertThat(hospitals.leaves("west", "\"snapshot\"")).isNotEmpty();
            hospitals.everyLogIsClosedAndVerified();
        }
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
            Map<String, PartyUnderTest> platforms = startAll(hospitals);
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
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    @Test
    void threePlatformsWaitForTheMissingOneAndRefuseAtTheDeadlineWithNothingLost() throws Exception {
        String patient = "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        String impatient = "{gatherSeconds: 3, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 24, patient, PATIENT)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = startAll(hospitals);
            server.awaitRound(2);
            killAfterItsUpload(hospitals, server, "south", platforms.get("south"), "north", platforms.get("north"));
            server.await(
                    "waiting",
                    line -> line.path("present").asInt() == 2
                            && server.told("roundDone").size() > 1);
            PartyUnderTest inTime = hospitals.platform("south");
            server.await("epochOpened", line -> line.path("epoch").asLong() == 2);
            server.kill();

            hospitals.serverTiming(impatient);
            PartyUnderTest refusing = hospitals.server();
            refusing.await("roundDone", line -> true);
            killAfterItsUpload(hospitals, refusing, "south", inTime, "north", platforms.get("north"));
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
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    /** With three platforms and one assumed colluder all three must vouch for a state; a lost checkpoint leaves two. */
    @Test
    void platformsThatCannotAgreeOnAStateEndInAClearRefusalAndNotInEpochsWithoutEnd() throws Exception {
        String timing = "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}";
        try (Hospitals hospitals = Hospitals.prepare(out, Hospitals.THREE, 24, timing, PATIENT)) {
            hospitals.neverCheckpoints("south");
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = startAll(hospitals);
            server.awaitRound(2);
            platforms.get("south").kill();
            server.await("waiting", line -> server.told("roundVoided").size() > 0);
            server.kill();
            hospitals.serverTiming(timing.replace("gatherSeconds: 100", "gatherSeconds: 3"));
            PartyUnderTest again = hospitals.server();
            hospitals.platform("south");
            assertThat(again.status()).isEqualTo(6);
            assertThat(again.sentence()).contains("hold different shared models and too few of them vouch for one");
        }
    }

    /**
     * Kills a platform whose checkpoint of the last decided round is durable, which the next upload proves. Meanwhile {@code
     * held} is stopped, so that the round after its own last upload cannot be decided.
     */
    private static void killAfterItsUpload(
            Hospitals hospitals,
            PartyUnderTest server,
            String name,
            PartyUnderTest victim,
            String heldName,
            PartyUnderTest held)
            throws Exception {
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        boolean ahead = false;
        while (!ahead) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            held.signal("STOP");
            long pause = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (!ahead && System.nanoTime() < pause) {
                ahead = hospitals.lastUpload(name) > hospitals.lastUpload(heldName);
                Thread.onSpinWait();
            }
            if (ahead) {
                victim.kill();
            }
            held.signal("CONT");
            if (!ahead) { // stopped in the middle of its upload: this round has to end first
                server.awaitRound(hospitals.lastUpload(heldName));
            }
        }
    }

    private static Map<String, PartyUnderTest> startAll(Hospitals hospitals) throws Exception {
        Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
        for (String name : hospitals.names) {
            platforms.put(name, hospitals.platform(name));
        }
        return platforms;
    }

    private static List<String> names(JsonNode epoch) {
        List<String> names = new ArrayList<>();
        epoch.path("members").forEach(name -> names.add(name.asText()));
        return names;
    }
}
