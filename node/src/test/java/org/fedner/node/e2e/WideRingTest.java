package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.fedner.node.job.JobTerms;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A federation over TLS whose sums are formed in Z_2^64. */
class WideRingTest {
    private static final int ROUNDS = 4;
    private static final String TIMING =
            "{gatherSeconds: 15, setupSeconds: 60, roundSeconds: 60, reconnectSeconds: 30}";

    @TempDir
    Path out;

    @Test
    void twoRunsGiveTheSameBitsAndAKilledServerChangesNone() throws Exception {
        ServerOutcome undisturbed = run("undisturbed", false);
        assertThat(run("killed", true).sharedModel()).isEqualTo(undisturbed.sharedModel());
    }

    private ServerOutcome run(String folder, boolean killServer) throws Exception {
        try (Hospitals hospitals = Hospitals.prepare(
                out.resolve(folder), Hospitals.THREE, ROUNDS, Hospitals.aggregation(64, "sum"), TIMING, "{}")) {
            PartyUnderTest server = hospitals.server();
            try (SeededPlatforms platforms = new SeededPlatforms(hospitals)) {
                if (killServer) {
                    server.awaitRound(2);
                    server.kill();
                    server = hospitals.server();
                }
                platforms.finish();
                server.finishes();
            }
            hospitals.everyLogIsClosedAndVerified();
            assertThat(hospitals.leaves("server", "round.open", "\"ring_bits\":64"))
                    .isNotEmpty();
            ServerOutcome outcome = hospitals.outcome();
            long words = 8L * JobTerms.of(hospitals.job).layout().size();
            assertThat(outcome.bytesUpPerRound()).isBetween(words, words + 300);
            return outcome;
        }
    }
}
