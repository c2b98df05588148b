package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All certificates of a federation expire while it trains, and are renewed: nobody reconnects, no round is lost. */
class RenewedCertificateTest {
    private static final Duration LIFETIME = Duration.ofSeconds(40);

    @TempDir
    Path out;

    @Test
    void certificatesThatEndInMidRunAreRenewedOnTheConnectionsThatAreOpen() throws Exception {
        try (Hospitals hospitals = Hospitals.prepareForLong(out)) {
            Coordinator coordinator = new Coordinator(hospitals, new SecureRandom(), Clock.systemUTC());
            Instant end = coordinator.shorten(LIFETIME);
            PartyUnderTest server = hospitals.server();
            Map<String, PartyUnderTest> platforms = hospitals.platforms();
            server.awaitRound(1);
            coordinator.answer(LIFETIME.multipliedBy(100), hospitals.names.size() + 1);
            for (PartyUnderTest platform : platforms.values()) {
                platform.await(
                        "renewed",
                        line -> Instant.parse(line.path("expires").asText()).isAfter(end));
            }
            server.awaitCount("renewed", hospitals.names.size() + 1);
            long round = 1;
            while (Instant.now().isBefore(end.plusSeconds(6))) { // connections are looked at every five seconds
                server.awaitRound(++round);
            }
            assertThat(server.told("connected")).hasSize(hospitals.names.size());
            assertThat(server.told("disconnected")).isEmpty();
            assertThat(server.told("roundVoided")).isEmpty();
            assertThat(server.told("renewalRefused")).isEmpty();
            platforms.values().forEach(platform -> {
                assertThat(platform.told("disconnected")).isEmpty();
                assertThat(platform.told("renewalRefused")).isEmpty();
            });
            assertThat(server.told("epochOpened"))
                    .as("the newer roster counts from the next round on")
                    .hasSizeGreaterThan(1);
        }
    }
}
