package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends a party in good order, and started again it goes on. */
class StoppedByOperatorTest {
    @TempDir
    Path out;

    @Test
    void aStoppedPartySaysSoClosesItsLogAndGoesOnWhenStartedAgain() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.THREE,
                16,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                "{connectSeconds: 100, silenceSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            PartyUnderTest north = hospitals.platform("north");
            PartyUnderTest east = hospitals.platform("east");
            PartyUnderTest south = hospitals.platform("south");

            server.awaitRound(2);
            south.signal("TERM");
            assertStopped(south);
            assertThat(hospitals.leaves("south", "log.close", "\"stopped\"")).hasSize(1);
            assertThat(hospitals.leaves("south", "egress", "\"leave\"")).isNotEmpty();

            server.await("waiting", line -> true);
            server.signal("TERM");
            assertStopped(server);
            assertThat(hospitals.leaves("server", "log.close", "\"stopped\"")).hasSize(1);

            PartyUnderTest serverAgain = hospitals.server();
            PartyUnderTest southAgain = hospitals.platform("south");
            serverAgain.finishes();
            north.finishes();
            east.finishes();
            southAgain.finishes();
            assertThat(hospitals.outcome().rounds()).isEqualTo(16);
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    @Test
    void whoIsStoppedAmongFourAsksToBeLeftOutAndTheOthersGoOn() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                12,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 60}",
                "{connectSeconds: 100, silenceSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.allPlatforms();
            server.awaitRound(2);
            platforms.get("west").signal("TERM");
            assertStopped(platforms.get("west"));
            server.finishes();
            for (String name : Hospitals.THREE) {
                platforms.get(name).finishes();
            }
            assertThat(hospitals.outcome().rounds()).isEqualTo(12);
            assertThat(hospitals.outcome().epochs()).isEqualTo(2);
            assertThat(hospitals.leaves("server", "member.excluded", hospitals.id("west"), "\"left\""))
                    .hasSize(1);
            hospitals.everyLogIsClosedAndVerified();
        }
    }

    private static void assertStopped(PartyUnderTest party) throws InterruptedException {
        assertThat(party.status()).isEqualTo(5);
        assertThat(party.sentence())
                .isEqualTo("fedner: stopped by a signal; start it again to go on from the last round");
    }
}
