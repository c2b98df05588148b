package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Event;
import org.fedner.node.TinyNotes;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.config.JobPrivacy;
import org.fedner.node.egress.Where;
import org.fedner.node.privacy.PrivacyLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are none never become a message. */
class DivergedTrainingTest {

    @TempDir
    private Path root;

    private final List<Event> logged = new ArrayList<>();

    private void training(Job job, TinyTraining.Use use) throws Exception {
        TinyTraining.of(root, job, logged::add, use);
    }

    private void training(TinyTraining.Use use) throws Exception {
        training(new Job("tiny", 7, 3, null, null, null, null), use);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
    void sharedParametersThatAreNoNumbersStopThePlatformWithBadData(float poison) throws Exception {
        training((training, store) -> {
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

    /** A step that ends in its middle, by whatever fault, has been paid for: in the ledger on disk and in the log. */
    @Test
    void aPrivateStepThatIsCutOffInItsMiddleStaysSpent() throws Exception {
        Job noised = new Job(
                "tiny",
                7,
                3,
                null,
                null,
                new Job.Aggregation(null, null, null, 64, null, null, null),
                new JobPrivacy("distributed", "sentence", 50.0, 1e-3, 1.0, null, null, 0.9, 54L, null, null, null));
        training(noised, (training, store) -> {
            Arrays.fill(training.state().parameters().values(), Float.NaN);
            FailureException failure =
                    catchThrowableOfType(FailureException.class, () -> training.input(0, Where.joining()));
            assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_DATA);
        });
        assertThat(logged).hasSize(1).first().isInstanceOf(DpReserve.class);
        DpReserve spent = (DpReserve) logged.get(0);
        try (PrivacyLedger reopened = PrivacyLedger.open(root.resolve("ledger"))) {
            assertThat(reopened.entries()).containsExactly(spent);
        }
        assertThat(spent.epsAfterNano()).isGreaterThan(spent.epsBeforeNano());
    }

    @Test
    void numbersThatAreNumbersPass() throws Exception {
        training((training, store) ->
                assertThat(training.input(0, Where.joining()).size()).isPositive());
    }
}
