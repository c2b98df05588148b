package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.node.config.Job;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
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

    /** Its own input stands for the sum; {@code nudge} makes it another one. */
    private static void aRound(PlatformTraining training, int nudge) {
        RingVector sum = training.input(0, Where.joining());
        sum.set(sum.size() - 1, sum.word(sum.size() - 1) + 1000L * nudge);
        training.apply(sum, true);
        assertThat(sum.word(InputLayout.EXAMPLES)).isPositive();
    }

    private static byte[] kept(PlatformStore store, Job job) {
        store.awaitDurable();
        return store.load(JobTerms.of(job).jobDigest()).orElseThrow().federation();
    }
}
