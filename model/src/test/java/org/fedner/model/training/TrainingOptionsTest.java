package org.fedner.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SmallNetworks;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.LearningRateSchedule.Decay;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.parameters.UpdateRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local steps, clipping, weight decay, schedules, dropout by sentence and patience, alone and all at once. */
class TrainingOptionsTest {
    private static final Corpus CORPUS =
            new SyntheticNotes(3, new SyntheticNotes.Sizes(60, 8, 4)).corpus(SyntheticHospital.values()[0]);
    private static final TagSet TAGS = CORPUS.tagSet(TagScheme.BIO);
    private static final int BATCH = 6;
    private static final int ROUNDS = 14;

    /** Every option at once. */
    private static TrainingSettings all(int localSteps) {
        LearningRateSchedule rates = new LearningRateSchedule(Decay.COSINE, 0.02, 0.05, 3, ROUNDS);
        return new TrainingSettings(7, new UpdateRule(rates, 0.5, 0.1), 0, true, localSteps, 3);
    }

    private static TrainingSettings plain(int localSteps) {
        LearningRateSchedule rates = new LearningRateSchedule(Decay.CONSTANT, 0.02, 1, 0, ROUNDS);
        return new TrainingSettings(7, UpdateRule.of(rates), 0, false, localSteps, 0);
    }

    private static LocalTrainer trainer(Recogniser recogniser, TrainingSettings settings) {
        return new LocalTrainer(recogniser, CORPUS, TAGS, "ade", settings, BATCH);
    }

    /** One round of a federation of one, its dev split scored after it. */
    private static void round(LocalTrainer trainer, SharedState shared, TrainingSettings settings)
            throws DivergedException {
        SharedGradient gradient = trainer.gradient(shared.parameters(), shared.round());
        float[] mean = gradient.shared().clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= gradient.examples();
        }
        if (settings.localSteps() == 1) {
            shared.apply(mean, gradient.rows(), settings.update());
        } else {
            shared.move(mean);
        }
        trainer.commit();
        trainer.score(shared.parameters(), shared.round());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRunKilledAtAnyRoundEndsWithTheBitsOfOneThatWasNot(int localSteps) throws Exception {
        TrainingSettings settings = all(localSteps);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer straight = trainer(recogniser, settings)) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            LocalTrainer killed = trainer(recogniser, settings);
            SharedState itsShared = shared.copy();
            for (int round = 0; round < ROUNDS; round++) {
                round(straight, shared, settings);
                round(killed, itsShared, settings);
                byte[] local = killed.exportState();
                byte[] state = itsShared.encode();
                killed.gradient(itsShared.parameters(), round + 1); // of a round that nobody saw the end of
                killed.close();
                killed = trainer(recogniser, settings);
                killed.importState(local);
                itsShared = SharedState.decode(recogniser.spec(), state);
                assertThat(killed.hasStalled()).isEqualTo(straight.hasStalled());
            }
            assertThat(killed.exportState()).isEqualTo(straight.exportState());
            assertThat(itsShared.digest()).isEqualTo(shared.digest());
            killed.close();
        }
    }

    /** The same batches, masks and optimisers one step at a time, on a shared module of its own. */
    @Test
    void localStepsAreThoseOfAPlatformByItselfFromTheSharedState() throws DivergedException {
        int steps = 4;
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer together = trainer(recogniser, plain(steps));
                LocalTrainer single = trainer(recogniser, plain(1))) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            SharedState itsOwn = shared.copy();
            SharedGradient change = together.gradient(shared.parameters(), 0);
            int examples = 0;
            double loss = 0;
            for (int step = 0; step < steps; step++) {
                SharedGradient gradient = single.gradient(itsOwn.parameters(), step);
                examples += gradient.examples();
                loss += gradient.loss();
                float scale = 1f / gradient.examples();
                for (int i = 0; i < gradient.shared().length; i++) {
                    gradient.shared()[i] *= scale;
                }
                itsOwn.apply(gradient.shared(), gradient.rows(), plain(1).update());
                single.commit();
            }
            assertThat(change.examples()).isEqualTo(examples);
            assertThat(change.loss()).isEqualTo(loss);
            for (int i = 0; i < change.shared().length; i++) {
                float moved =
                        shared.parameters().values()[i] - itsOwn.parameters().values()[i];
                assertThat(change.shared()[i]).isEqualTo(moved * examples);
            }
            assertThat(together.privateParameters().valuesForTraining())
                    .isNotEqualTo(single.privateParameters().valuesForTraining());
            together.commit();
            assertThat(together.privateParameters().valuesForTraining())
                    .isEqualTo(single.privateParameters().valuesForTraining());
        }
    }

    @Test
    void aVoidedRoundOfLocalStepsLeavesEverythingAsItWas() throws DivergedException {
        TrainingSettings settings = all(3);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer trainer = trainer(recogniser, settings);
                LocalTrainer untouched = trainer(recogniser, settings)) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            byte[] before = shared.encode();
            float[] change = trainer.gradient(shared.parameters(), 0).shared().clone();
            trainer.discard();
            assertThat(shared.encode()).isEqualTo(before);
            assertThat(trainer.privateParameters().valuesForTraining())
                    .isEqualTo(untouched.privateParameters().valuesForTraining());
            assertThat(trainer.gradient(shared.parameters(), 0).shared()).isNotEqualTo(change);
        }
    }

    /** Three platforms average the changes of four local steps. */
    @Test
    void aFederationOfLocalStepsLearns() throws DivergedException {
        int rounds = 8;
        List<LocalTrainer> trainers = new ArrayList<>();
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.1)) {
            for (SyntheticHospital hospital : SyntheticHospital.values()) {
                Corpus corpus = new SyntheticNotes(3, new SyntheticNotes.Sizes(24, 4, 2)).corpus(hospital);
                trainers.add(new LocalTrainer(
                        recogniser, corpus, corpus.tagSet(TagScheme.BIO), hospital.name(), plain(4), BATCH));
            }
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            double first = 0;
            double last = 0;
            for (int round = 0; round < rounds; round++) {
                float[] sum = new float[shared.parameters().size()];
                int examples = 0;
                last = 0;
                for (LocalTrainer trainer : trainers) {
                    SharedGradient change = trainer.gradient(shared.parameters(), round);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += change.shared()[i];
                    }
                    examples += change.examples();
                    last += change.loss();
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] /= examples;
                }
                last /= examples;
                first = round == 0 ? last : first;
                shared.move(sum);
                trainers.forEach(LocalTrainer::commit);
            }
            assertThat(last).isLessThan(0.6 * first);
        } finally {
            trainers.forEach(LocalTrainer::close);
        }
    }

    @Test
    void aClippedAndADecayedPrivateStepDifferFromThePlainOne() throws DivergedException {
        LearningRateSchedule rates = LearningRateSchedule.standard(ROUNDS);
        List<UpdateRule> rules = List.of(
                UpdateRule.of(rates), new UpdateRule(rates, 1e-4, 0), new UpdateRule(rates, Double.MAX_VALUE, 0.5));
        List<float[]> ends = new ArrayList<>();
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0)) {
            for (UpdateRule rule : rules) {
                try (LocalTrainer trainer = trainer(recogniser, new TrainingSettings(7, rule, 0, false, 1, 0))) {
                    SharedState shared = SharedState.initial(recogniser.spec(), 7);
                    for (int round = 0; round < 3; round++) {
                        trainer.gradient(shared.parameters(), round);
                        trainer.commit();
                    }
                    ends.add(trainer.privateParameters().valuesForTraining());
                }
            }
        }
        assertThat(ends.get(1)).isNotEqualTo(ends.get(0));
        assertThat(ends.get(2)).isNotEqualTo(ends.get(0));
    }

    @Test
    void lossesFallAndAreMeansOfOneSentence() throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                LocalTrainer trainer = trainer(recogniser, plain(1))) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            DevScore untrained = trainer.score(shared.parameters(), 0);
            assertThat(untrained.trainLoss()).isNaN();
            double expected = 0;
            int examples = 0;
            for (int round = 0; round < 10; round++) {
                SharedGradient gradient = trainer.gradient(shared.parameters(), round);
                expected += gradient.loss();
                examples += gradient.examples();
                for (int i = 0; i < gradient.shared().length; i++) {
                    gradient.shared()[i] /= gradient.examples();
                }
                shared.apply(gradient.shared(), gradient.rows(), plain(1).update());
                trainer.commit();
            }
            DevScore trained = trainer.score(shared.parameters(), 10);
            assertThat(trained.trainLoss()).isCloseTo(expected / examples, Offset.offset(1e-9));
            assertThat(trained.devLoss()).isBetween(0.0, 0.8 * untrained.devLoss());
        }
    }

    @Test
    void trainingAloneEndsWhenItsPatienceIsExhausted() throws DivergedException {
        UpdateRule still = UpdateRule.of(new LearningRateSchedule(1e-12, 1, 100)); // so that no score ever rises
        List<Long> scored = new ArrayList<>();
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                LocalTrainer alone = AloneTraining.train(
                        recogniser,
                        CORPUS,
                        TAGS,
                        "ade",
                        new TrainingSettings(7, still, 0, false, 1, 3),
                        50,
                        (round, score) -> scored.add(round))) {
            assertThat(scored).hasSize(4);
            assertThat(alone.hasStalled()).isTrue();
        }
    }

    @Test
    void onlyAHigherScoreIsARise() {
        assertThat(Patience.isExhausted(List.of(), 1)).isFalse();
        assertThat(Patience.isExhausted(List.of(0.5), 1)).isFalse();
        assertThat(Patience.isExhausted(List.of(0.5, 0.5), 1)).isTrue();
        assertThat(Patience.isExhausted(List.of(0.5, 0.4, 0.6), 2)).isFalse();
        assertThat(Patience.isExhausted(List.of(0.5, 0.6, 0.5, 0.6), 2)).isTrue();
        assertThat(Patience.isExhausted(List.of(0.6, 0.5, 0.5, 0.5, 0.5), 0)).isFalse();
    }

    @Test
    void bad_aTableByRowsTakesOneStepARound() {
        try (Recogniser recogniser = SmallNetworks.TUNED.recogniser(0)) {
            assertThatThrownBy(() -> trainer(recogniser, all(2))).hasMessageContaining("one local step");
        }
    }
}
