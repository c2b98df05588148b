package org.fedner.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.config.Job;
import org.junit.jupiter.api.Test;

class FederationStateTest {
    private static final JobTerms TERMS = JobTerms.of(new Job("test", 7, 10, null, null, null, null));

    private static Ring32Vector sum(long seed) {
        Random random = new Random(seed);
        int[] words = random.ints(TERMS.layout().size(), -1_000_000, 1_000_000).toArray();
        words[InputLayout.EXAMPLES] = 64;
        words[InputLayout.SATURATED] = 0;
        return RingVector.owning(words);
    }

    @Test
    void everyPartyStartsFromTheSameState() {
        assertThat(FederationState.initial(TERMS).digest())
                .isEqualTo(FederationState.initial(TERMS).digest());
        JobTerms otherSeed = JobTerms.of(new Job("test", 8, 10, null, null, null, null));
        assertThat(FederationState.initial(otherSeed).digest())
                .isNotEqualTo(FederationState.initial(TERMS).digest());
    }

    @Test
    void theSameSumsGiveTheSameBitsAlsoThroughACheckpoint() throws ImplausibleSumException, ModuleFormatException {
        FederationState straight = FederationState.initial(TERMS);
        FederationState interrupted = FederationState.initial(TERMS);
        for (int round = 0; round < 5; round++) {
            straight.apply(sum(round), 3);
            interrupted.apply(sum(round), 3);
            interrupted = FederationState.decode(TERMS, interrupted.encode());
        }
        assertThat(interrupted.digest()).isEqualTo(straight.digest());
        assertThat(straight.modelRound()).isEqualTo(5);
    }

    /** Computed with Python as well: {@code shared_state} of src/test/python/vectors.py. */
    @Test
    void theStatesAreThoseOfTheProtocolsPage() throws ImplausibleSumException {
        JobTerms terms = JobTerms.of(new Job("e2e", 7, 4, null, new Job.Training(6, null, null, null), null, null));
        assertThat(terms.jobDigest()).hasToString("c2903431f4e03d72f432834bbf405219db1fbdaa22ad6e3afe79b3757552c200");
        assertThat(terms.layoutDigest())
                .hasToString("08dffbdc85e97cdf268cf8e9d58170ecc6cd67f9e40ade0f8435257814f1acff");
        FederationState state = FederationState.initial(terms);
        assertThat(state.digest()).hasToString("6cf096aeb72b5b41585080034e6fca434ce2efdf09a3533555138518760f459d");
        for (int round = 0; round < 2; round++) {
            RingVector sum = terms.ring().zero(terms.layout().size());
            sum.set(InputLayout.EXAMPLES, 6);
            sum.set(InputLayout.FIRST_METRIC, 100);
            for (int k = terms.layout().gradientOffset(); k < sum.size(); k++) {
                sum.set(k, (7919L * k + round) % 200_001 - 100_000);
            }
            state.apply(sum, 3);
        }
        assertThat(state.digest()).hasToString("a270a9358187402c7b8064a6b473ac4a90ecb09b99450f0f61683a89f85b2e46");
        assertThat(state.modelDigest()).hasToString("a7b7bcabf0bd68814d214db14df25b1b6d8fc3a61258be0c1ab4152922852da8");
    }

    private static JobTerms terms(Job.Training training) {
        return JobTerms.of(new Job("test", 7, 10, null, training, null, null));
    }

    /** Nobody needs a new signature: a job that says nothing new, or says the defaults, has the bytes it always had. */
    @Test
    void defaultsThatAreSpelledOutLeaveTheJobAsItWas() {
        Job.Optimizer optimizer = new Job.Optimizer("adam", 0.004, "linear", 0, 0.05, null, 0.0);
        assertThat(terms(new Job.Training(64, optimizer, 0.3, 1, false, 0)).jobDigest())
                .isEqualTo(TERMS.jobDigest());
        assertThat(terms(new Job.Training(64, null, 0.3, 1, true, null)).jobDigest())
                .isNotEqualTo(TERMS.jobDigest());
    }

    @Test
    void theMeanGradientIsClippedAndWeightsDecayAtEveryPartyAlike() throws ImplausibleSumException {
        FederationState plain = FederationState.initial(TERMS);
        for (Job.Optimizer optimizer : List.of(
                new Job.Optimizer(null, null, null, null, null, 0.5, null),
                new Job.Optimizer(null, null, null, null, null, null, 0.1),
                new Job.Optimizer(null, null, "cosine", 3, null, null, null))) {
            JobTerms terms = terms(new Job.Training(null, optimizer, null, null));
            FederationState one = FederationState.initial(terms);
            FederationState other = FederationState.initial(terms);
            FederationState unlike = plain.copy();
            for (int round = 0; round < 3; round++) {
                one.apply(sum(round), 3);
                other.apply(sum(round), 3);
                unlike.apply(sum(round), 3);
            }
            assertThat(one.digest()).isEqualTo(other.digest());
            assertThat(one.modelDigest()).isNotEqualTo(unlike.modelDigest());
        }
    }

    @Test
    void aSumOfChangesIsTakenOffWithoutAnOptimiser() throws ImplausibleSumException {
        JobTerms terms = terms(new Job.Training(null, null, null, 4));
        assertThat(terms.epochParameters().largestExamples()).isEqualTo(2 * 64 * 4);
        FederationState state = FederationState.initial(terms);
        float before = state.parameters().values()[5];
        Ring32Vector sum = sum(1);
        float[] change = new float[terms.layout().coordinates()];
        new SumDecoder(terms.layout()).decode(sum, state.exponents(), change);
        state.apply(sum, 3);
        assertThat(state.parameters().values()[5]).isEqualTo(before - change[5]);
    }

    @Test
    void aJobThatMayEndEarlyIsOverWhenThreeRoundsInARowSayThatAllHaveStopped() throws Exception {
        JobTerms terms = terms(new Job.Training(null, null, null, null, null, 3));
        FederationState state = FederationState.initial(terms);
        int[] words = new int[terms.layout().size()];
        words[InputLayout.EXAMPLES] = 64;
        for (int word : new int[] {7 << 15, 5 << 15, (5 << 15) + 1, 0, 1 << 15, 9 << 15}) {
            assertThat(state.isLast()).isFalse();
            words[JobTerms.STALLED] = word;
            state.apply(RingVector.owning(words.clone()), 3);
            state = FederationState.decode(terms, state.encode());
        }
        assertThat(state.isLast()).as("three rounds in a row").isTrue();
        assertThat(state.copy().isLast()).isTrue();
        FederationState whole = FederationState.initial(TERMS);
        for (int round = 0; round < 10; round++) {
            assertThat(whole.isLast()).isFalse();
            whole.apply(sum(round), 3);
        }
        assertThat(whole.isLast()).isTrue();
    }

    @Test
    void bad_aStateThatDoesNotSayWhetherItIsTheLastIsRefused() {
        JobTerms terms = terms(new Job.Training(null, null, null, null, null, 3));
        byte[] state = FederationState.initial(terms).encode();
        int at = state.length - FederationState.initial(terms).exponents().encode().length - 1;
        state[at] = 4;
        assertThatThrownBy(() -> FederationState.decode(terms, state)).hasMessageContaining("whether it is the last");
    }

    @Test
    void refusesASumWithoutExamplesAndChangesNothing() {
        FederationState state = FederationState.initial(TERMS);
        Ring32Vector empty = sum(1);
        empty.words()[InputLayout.EXAMPLES] = 0;
        var before = state.digest();
        assertThatThrownBy(() -> state.apply(empty, 3)).isInstanceOf(ImplausibleSumException.class);
        assertThat(state.digest()).isEqualTo(before);
    }

    @Test
    void refusesAStateThatIsCutShort() {
        byte[] whole = FederationState.initial(TERMS).encode();
        for (int length : new int[] {0, 3, 4, 100, whole.length - 1}) {
            assertThatThrownBy(() -> FederationState.decode(TERMS, Arrays.copyOf(whole, length)))
                    .isInstanceOf(ModuleFormatException.class);
        }
    }

    @Test
    void theLayoutDigestBindsTheNetwork() {
        Job other = new Job("test", 7, 10, null, new Job.Training(null, null, 0.2, null), null, null);
        assertThat(JobTerms.of(other).layoutDigest()).isNotEqualTo(TERMS.layoutDigest());
        assertThat(JobTerms.of(other).jobDigest()).isNotEqualTo(TERMS.jobDigest());
    }
}
