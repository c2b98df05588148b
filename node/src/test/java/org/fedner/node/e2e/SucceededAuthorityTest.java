package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Handover;
import org.fedner.node.identity.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The authority's key changes while a federation trains: the server gets the paper, the platforms follow, everybody's papers
 * are renewed by the new key before the old one ceases to count; nobody reconnects, no round is lost.
 */
class SucceededAuthorityTest {
    private static final Duration OVERLAP = Duration.ofSeconds(25);

    @TempDir
    Path out;

    @Test
    void theKeyIsSucceededInMidRunAndTheRoundsGoOnAfterTheOverlap() throws Exception {
        try (Hospitals hospitals = Hospitals.prepareForLong(out)) {
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.platforms();
            server.awaitRound(1);
            Clock clock = Clock.systemUTC();
            Path second = out.resolve("second");
            String fingerprint;
            try (FederationAuthority next =
                    Handover.carryOut(hospitals.federation.authority(), second, OVERLAP, new SecureRandom(), clock)) {
                fingerprint = next.fingerprint().hex();
                Identity.install(
                        hospitals.federation.server(), next.rosterOnly().orElseThrow(), clock);
            }
            Instant end = clock.instant().plus(OVERLAP);
            for (PartyUnderTest platform : platforms.values()) {
                platform.await(
                        "authoritySucceeded",
                        line -> line.path("fingerprint").asText().equals(fingerprint));
            }
            Coordinator coordinator = new Coordinator(hospitals, second, new SecureRandom(), clock);
            coordinator.answer(Duration.ofDays(1), hospitals.names.size() + 1);
            server.awaitCount("renewed", hospitals.names.size() + 1);
            long round = 1;
            while (Instant.now().isBefore(end.plusSeconds(6))) { // connections are looked at every five seconds
                server.awaitRound(++round);
            }
            assertThat(server.told("connected")).hasSize(hospitals.names.size());
            assertThat(server.told("disconnected")).isEmpty();
            assertThat(server.told("roundVoided")).isEmpty();
            assertThat(server.told("renewalRefused")).isEmpty();
            assertThat(server.told("authoritySucceeded")).hasSize(1);
            assertThat(server.told("epochOpened"))
                    .as("the new key's roster counts from the next round on")
                    .hasSizeGreaterThan(1);
            platforms.values().forEach(platform -> {
                assertThat(platform.told("authoritySucceeded")).hasSize(1);
                assertThat(platform.told("disconnected")).isEmpty();
                assertThat(platform.told("renewalRefused")).isEmpty();
            });
        }
    }
}
