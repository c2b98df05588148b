package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator strikes a platform off while the federation trains; nothing is restarted. */
class RevokedPlatformTest {
    @TempDir
    Path out;

    @Test
    void theNextRoundGoesOnWithoutTheRevokedAndItsKeyIsRefusedFromThenOn() throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                24,
                "{gatherSeconds: 100, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 1}",
                "{connectSeconds: 20, silenceSeconds: 100}")) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = new LinkedHashMap<>();
            for (String name : hospitals.names) {
                platforms.put(name, hospitals.platform(name));
            }
            server.awaitRound(3);
            platforms.get("north").signal("STOP"); // holds the round open while the roster changes
            try (FederationAuthority authority =
                    FederationAuthority.load(hospitals.federation.authority(), Clock.systemUTC())) {
                Identity.install(hospitals.federation.server(), authority.revoke("west"), Clock.systemUTC());
            }
            platforms.get("north").signal("CONT");

            JsonNode excluded = server.await("excluded", line -> true);
            assertThat(excluded.path("platform").asText()).isEqualTo("west");
            JsonNode without =
                    server.await("epochOpened", line -> line.path("epoch").asLong() == 2);
            assertThat(without.path("members")).hasSize(3);
            assertThat(platforms.get("west").status()).isEqualTo(ExitCode.NETWORK.number());
            server.finishes();
            for (String name : Hospitals.THREE) {
                platforms.get(name).finishes();
            }
            ServerOutcome outcome = hospitals.outcome();
            assertThat(outcome.rounds()).isEqualTo(24);
            assertThat(outcome.epochs()).isEqualTo(2);
            assertThat(hospitals.leaves("server", "member.excluded", hospitals.id("west"), "revoked"))
                    .hasSize(1);
        }
    }
}
