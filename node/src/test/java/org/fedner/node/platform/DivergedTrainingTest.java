package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are none never become a message. */
class DivergedTrainingTest {

    @TempDir
    private Path root;

    private interface Use {
        void of(PlatformTraining training) throws Exception;
    }

    private void training(Use use) throws Exception {
        JobTerms terms = JobTerms.of(new Job("tiny", 7, 3, null, null, null, null));
        LoopbackFederation federation =
                LoopbackFederation.create(root.resolve("ids"), "tiny", List.of("a", "b", "c"), Clock.systemUTC());
        try (Recogniser recogniser = Recogniser.hashed(terms.network(), NetworkThreads.single());
                Identity identity = Identity.load(federation.platforms().get("a"), Clock.systemUTC());
                PlatformStore store = new PlatformStore(root.resolve("checkpoints"))) {
            PlatformSetup setup = SeededSetup.of(
                    terms.job(),
                    identity,
                    "a",
                    1,
                    TinyNotes.write(root.resolve("notes"), TinyNotes.CANARY_TYPE),
                    root,
                    1,
                    network -> recogniser,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
            try (PlatformTraining training = new PlatformTraining(setup, terms, recogniser, store, event -> {})) {
                training.beginEpoch(identity.roster().get().entries().stream()
                        .map(entry -> entry.id())
                        .limit(3)
                        .toList());
                training.sizes(3L * terms.job().aggregation().sizeUnit());
                use.of(training);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
    void sharedParametersThatAreNoNumbersStopThePlatformWithBadData(float poison) throws Exception {
        training(training -> {
            float[] values = training.state().parameters().values();
            Arrays.fill(values, poison);
            FailureException failure =
                    catchThrowableOfType(FailureException.class, () -> training.input(0, Where.joining()));
            assertThat(failure).as("refused").isNotNull();
            assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_DATA);
            assertThat(failure.sentence())
                    .contains("not finite", "lower the learning rate")
                    .doesNotContain("NaN", "Infinity", TinyNotes.CANARY_TOKEN, TinyNotes.CANARY_TYPE);
            training.discard(); // what is pending can still be given back
        });
    }

    @Test
    void numbersThatAreNumbersPass() throws Exception {
        training(training ->
                assertThat(training.input(0, Where.joining()).size()).isPositive());
    }
}
