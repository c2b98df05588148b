package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.fedner.node.config.Job;
import org.fedner.node.job.FederationState;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode R over real TLS: whoever's connection breaks wherever, the model is that of the survivors' inputs, bit for bit. */
class RecoveringFederationTest {
    private static final int PLATFORMS = 10;

    /** With one colluder: ⌊(10 + 1) / 2⌋ + 1. */
    private static final int FEWEST_SURVIVORS = 6;

    /** Rounds in which two connections break, each followed by two clean ones. */
    private static final int FAULTED_ROUNDS = Integer.getInteger("fedner.faultedRounds", 2);

    @TempDir
    private Path root;

    @Test
    void theModelIsThatOfTheSurvivorsInputsWhateverConnectionsBreak() throws Exception {
        Job job = new Job(
                "recovering",
                7,
                3 * FAULTED_ROUNDS,
                null,
                null,
                new Job.Aggregation("recovering", 3, 1, null, null, null, null),
                null);
        CutPlan plan = new CutPlan(19);
        try (DrawnFederation federation = new DrawnFederation(root, job, PLATFORMS, plan)) {
            ServerOutcome outcome = federation.outcome();
            String model = federation.clear.model().modelDigest().toString();
            assertThat(outcome.rounds()).isEqualTo(job.rounds());
            assertThat(outcome.sharedModel()).isEqualTo(model);
            assertThat(plan.faulted()).isGreaterThanOrEqualTo(FAULTED_ROUNDS);
            assertThat(federation.clear.withoutSum()).isLessThanOrEqualTo(outcome.voided());
            int toTheEnd = 0;
            for (CutOffPlatform platform : federation.platforms) {
                FederationState state = platform.finished.get(1, TimeUnit.MINUTES);
                if (state.modelRound() == job.rounds()) {
                    toTheEnd++;
                    assertThat(state.modelDigest().toString()).isEqualTo(model);
                }
            }
            assertThat(toTheEnd)
                    .as("survivors of the last round; who is away at the end ends behind")
                    .isGreaterThanOrEqualTo(FEWEST_SURVIVORS);
        }
    }
}
