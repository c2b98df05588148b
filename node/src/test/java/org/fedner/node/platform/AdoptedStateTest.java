package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.node.config.Job;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.report.PlatformReport.CurvePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform that had a round which too few others kept takes over the state before it. */
class AdoptedStateTest {
    @TempDir
    private Path root;

    @Test
    void aRoundThatIsDoneAgainIsKeptAgain() throws Exception {
        Job job = new Job("tiny", 7, 3, null, null, null, null);
        TinyTraining.of(root, job, event -> {}, (training, store) -> {
            byte[] before = training.state().encode();
            aRound(training, 0);
            byte[] first = kept(store, job);
            assertThat(first).isEqualTo(training.state().encode());
            training.adopt(before);
            aRound(training, 1);
            assertThat(kept(store, job)).isEqualTo(training.state().encode()).isNotEqualTo(first);
        });
    }

    /** Else a crash in the round after it would leave too few who vouch for any state. */
    @Test
    void whatWasTakenOverIsKeptAndVouchedForBeforeTheNextRound() throws Exception {
        Job job = new Job("tiny", 7, 3, null, null, null, null);
        TinyTraining.of(root, job, event -> {}, (training, store) -> {
            assertThat(vouched(store, job)).isEqualTo(training.vouchedMembers()).hasSize(3);
            byte[] before = training.state().encode();
            assertThat(kept(store, job)).isEqualTo(before);
            aRound(training, 0);
            training.adopt(before);
            training.sizes(3L * JobTerms.of(job).job().aggregation().sizeUnit());
            assertThat(kept(store, job)).isEqualTo(before);
            assertThat(vouched(store, job)).hasSize(3);
        });
    }

    @Test
    void theModelOfARoundThatIsUndoneIsNotTheOneThatIsLeft() throws Exception {
        Job job = new Job("tiny", 7, 2, null, null, null, null);
        TinyTraining.of(root, job, event -> {}, (training, store) -> {
            aRound(training, 0);
            byte[] first = training.state().encode();
            aRound(training, 0);
            assertThat(training.devCurve()).extracting(CurvePoint::round).contains(2);
            training.adopt(first);
            training.scoreUnlessScored();
            training.scoreUnlessScored();
            assertThat(training.devCurve())
                    .extracting(CurvePoint::round)
                    .containsOnlyOnce(1)
                    .doesNotContain(2);
            assertThat(training.trainer().best().orElseThrow().round()).isEqualTo(1);
            assertThat(training.roundsTakenPart()).isEqualTo(1);
        });
    }

    /** Its own input stands for the sum; {@code nudge} makes it another one. */
    private static void aRound(PlatformTraining training, int nudge) {
        RingVector sum = training.input(0, Where.joining());
        sum.set(sum.size() - 1, sum.word(sum.size() - 1) + 1000L * nudge);
        training.apply(sum, true);
        assertThat(sum.word(InputLayout.EXAMPLES)).isPositive();
    }

    private static List<PlatformId> vouched(PlatformStore store, Job job) {
        store.awaitDurable();
        return store.load(JobTerms.of(job).jobDigest()).orElseThrow().members();
    }

    private static byte[] kept(PlatformStore store, Job job) {
        store.awaitDurable();
        return store.load(JobTerms.of(job).jobDigest()).orElseThrow().federation();
    }
}
