package org.fedner.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SmallNetworks;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.SharedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalTrainerTest {
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(7, new LearningRateSchedule(0.02, 0.05, 60), 0);

    @ParameterizedTest
    @EnumSource(
            value = SmallNetworks.class,
            names = {"HASHED", "TUNED"})
    void aSmallCorpusIsLearntByHeart(SmallNetworks words) throws DivergedException {
        Corpus corpus = corpus(40);
        try (Recogniser recogniser = words.recogniser(0);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 8)) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            double before =
                    trainer.evaluate(shared.parameters(), Split.DEV).strict().f1();
            train(trainer, shared, 0, 60);
            SharedParameters values = shared.parameters();
            assertThat(before).isLessThan(0.5);
            // The tuned network sees five words and the rest by their characters alone.
            double byHeart = words == SmallNetworks.HASHED ? 0.95 : 0.7;
            assertThat(trainer.keepIfBest(values, 60).strict().f1()).isGreaterThan(byHeart);
            assertThat(trainer.evaluateBest(values, Split.TEST).strict().f1()).isGreaterThan(byHeart);

            Best best = trainer.best().orElseThrow();
            try (Tagger tagger = new Tagger(recogniser, tags(corpus), best.shared(), best.own())) {
                List<List<String>> tokens =
                        corpus.dev().stream().map(Sentence::tokens).toList();
                List<List<String>> together = tagger.tag(tokens);
                for (int i = 0; i < tokens.size(); i++) {
                    assertThat(tagger.tag(List.of(tokens.get(i)))).containsExactly(together.get(i));
                }
            }
        }
    }

    @Test
    void twoRunsGiveTheSameBits() throws DivergedException {
        Corpus corpus = corpus(30);
        byte[][] states = new byte[2][];
        float[][] values = new float[2][];
        for (int run = 0; run < 2; run++) {
            try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                    LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 8)) {
                SharedState shared = SharedState.initial(recogniser.spec(), 7);
                train(trainer, shared, 0, 10);
                trainer.keepIfBest(shared.parameters(), 10);
                states[run] = trainer.exportState();
                values[run] = shared.parameters().values();
            }
        }
        assertThat(states[1]).isEqualTo(states[0]);
        assertThat(values[1]).isEqualTo(values[0]);
    }

    @Test
    void aBatchDrawnAheadIsTheNextOnesAndAVoidScattersBoth() throws DivergedException {
        Corpus corpus = corpus(64);
        try (Recogniser recogniser = SmallNetworks.TUNED.recogniser(0);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 4);
                LocalTrainer undisturbed = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 4)) {
            SharedParameters values = SharedState.initial(recogniser.spec(), 7).parameters();
            for (int round = 0; round < 5; round++) {
                int[] rows = trainer.drawRows();
                SharedGradient gradient = trainer.gradient(values, round);
                assertThat(gradient.rows().rows()).isEqualTo(rows);
                assertThat(gradient.shared())
                        .isEqualTo(undisturbed.gradient(values, round).shared());
                trainer.commit();
                undisturbed.commit();
            }
            trainer.drawRows();
            float[] voided = trainer.gradient(values, 5).shared().clone();
            trainer.drawRows();
            assertThatThrownBy(trainer::drawRows).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(trainer::scatterRest).isInstanceOf(IllegalStateException.class);
            trainer.discard();
            trainer.drawRows();
            assertThat(trainer.gradient(values, 5).shared()).isNotEqualTo(voided);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SmallNetworks.class,
            names = {"FROZEN", "TUNED"})
    void anExportedStateGoesOnToTheBit(SmallNetworks words) throws Exception {
        Corpus corpus = corpus(30);
        try (Recogniser recogniser = words.recogniser(0.3);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 8);
                LocalTrainer resumed = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 3)) {
            SharedState shared = SharedState.initial(recogniser.spec(), 7);
            train(trainer, shared, 0, 6);
            trainer.keepIfBest(shared.parameters(), 6);
            resumed.importState(trainer.exportState());
            SharedParameters values = shared.parameters();
            for (int round = 6; round < 14; round++) {
                float[] expected = trainer.gradient(values, round).shared().clone();
                assertThat(resumed.gradient(values, round).shared()).isEqualTo(expected);
                trainer.commit();
                resumed.commit();
            }
            assertThat(resumed.exportState()).isEqualTo(trainer.exportState());
        }
    }

    @Test
    void aVoidedRoundTakesNoStepAndItsBatchIsNotFormedAgain() throws DivergedException {
        Corpus corpus = corpus(64);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 4)) {
            SharedParameters values = SharedState.initial(recogniser.spec(), 7).parameters();
            float[] before = trainer.privateParameters().valuesForTraining().clone();
            float[] gradient = trainer.gradient(values, 0).shared().clone();
            trainer.discard();
            assertThat(trainer.privateParameters().valuesForTraining()).isEqualTo(before);
            assertThat(trainer.gradient(values, 0).shared()).isNotEqualTo(gradient);
            trainer.commit();
            assertThat(trainer.privateParameters().valuesForTraining()).isNotEqualTo(before);
        }
    }

    @Test
    void bad_aStateCutShortOrAlteredIsRefused() throws DivergedException {
        Corpus corpus = corpus(20);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 4)) {
            byte[] state = trainer.exportState();
            for (int length : new int[] {0, 10, state.length / 2, state.length - 1}) {
                assertThatThrownBy(() -> trainer.importState(Arrays.copyOf(state, length)))
                        .isInstanceOf(LocalStateException.class);
            }
            state[state.length / 3] ^= 1;
            assertThatThrownBy(() -> trainer.importState(state))
                    .isInstanceOf(LocalStateException.class)
                    .hasMessageContaining("cut short or altered");
        }
    }

    @Test
    void bad_aCommitWithoutAGradientIsRefused() {
        Corpus corpus = corpus(20);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                LocalTrainer trainer = new LocalTrainer(recogniser, corpus, tags(corpus), "ade", SETTINGS, 4)) {
            assertThatThrownBy(trainer::commit).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void trainingAloneKeepsItsBestDevState() throws DivergedException {
        Corpus corpus = corpus(130);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                LocalTrainer alone =
                        AloneTraining.train(recogniser, corpus, tags(corpus), "ade", SETTINGS, 80, (round, f1) -> {})) {
            assertThat(alone.best().orElseThrow().devF1()).isGreaterThan(0.9);
        }
    }

    private static void train(LocalTrainer trainer, SharedState shared, int from, int to) throws DivergedException {
        for (int round = from; round < to; round++) {
            SharedGradient gradient = trainer.gradient(shared.parameters(), round);
            for (float[] sum : List.of(gradient.shared(), gradient.rows().values())) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] /= gradient.examples();
                }
            }
            shared.apply(gradient.shared(), gradient.rows(), SETTINGS.schedule().rate(round));
            trainer.commit();
        }
    }

    /** Invented sentences whose entities can be told by their endings. */
    private static Corpus corpus(int sentences) {
        Random random = new Random(3);
        List<Sentence> all = new ArrayList<>();
        String[] stems = {"ami", "lor", "keta", "pro", "vera", "zolo"};
        String[] fillers = {"patient", "received", "after", "two", "days", "of", "daily", "with", "no"};
        for (int s = 0; s < sentences; s++) {
            List<String> tokens = new ArrayList<>();
            List<String> tags = new ArrayList<>();
            int length = 3 + random.nextInt(8);
            for (int t = 0; t < length; t++) {
                String stem = stems[random.nextInt(stems.length)];
                int kind = random.nextInt(5);
                if (kind == 0) {
                    tokens.add(stem + "mycin");
                    tags.add("B-Drug");
                } else if (kind == 1) {
                    tokens.addAll(List.of("severe", stem + "itis"));
                    tags.addAll(List.of("B-Disease", "I-Disease"));
                } else {
                    tokens.add(fillers[random.nextInt(fillers.length)]);
                    tags.add("O");
                }
            }
            all.add(new Sentence(tokens, tags));
        }
        return new Corpus(all, all, all);
    }

    private static TagSet tags(Corpus corpus) {
        return corpus.tagSet(TagScheme.BIO);
    }
}
