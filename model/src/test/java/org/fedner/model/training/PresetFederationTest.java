package org.fedner.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SmallNetworks;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.SharedState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset under every cut: three hospitals, gradients summed in the clear. Over the secure sum: module node. */
class PresetFederationTest {
    private static final int ROUNDS = 12;
    private static final int BATCH = 6;
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(7, new LearningRateSchedule(0.02, 0.05, ROUNDS), 0);
    private static final SyntheticNotes NOTES = new SyntheticNotes(3, new SyntheticNotes.Sizes(12, 2, 2));

    static Stream<Arguments> presetsAndCuts() {
        return Arrays.stream(NetworkPreset.values())
                .flatMap(preset -> Arrays.stream(Cut.values()).map(cut -> Arguments.of(preset, cut)));
    }

    /** Where everything is shared, three hospitals with the notes of one. */
    private static List<Corpus> corpora(Cut cut) {
        return Arrays.stream(SyntheticHospital.values())
                .map(hospital -> NOTES.corpus(cut == Cut.ALL ? SyntheticHospital.values()[0] : hospital))
                .toList();
    }

    private static TagSet tags(Corpus corpus) {
        return corpus.tagSet(TagScheme.BIO);
    }

    @ParameterizedTest
    @MethodSource("presetsAndCuts")
    void theLossFalls(NetworkPreset preset, Cut cut) throws DivergedException {
        List<Corpus> corpora = corpora(cut);
        List<String> shared = cut == Cut.ALL ? tags(corpora.get(0)).tags() : List.of();
        List<LocalTrainer> trainers = new ArrayList<>();
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, cut, shared, 0.1)) {
            for (Corpus corpus : corpora) {
                trainers.add(
                        new LocalTrainer(recogniser, corpus, tags(corpus), "p" + trainers.size(), SETTINGS, BATCH));
            }
            SharedState state = SharedState.initial(recogniser.spec(), 7);
            double first = 0;
            double last = 0;
            for (int round = 0; round < ROUNDS; round++) {
                last = round(trainers, state, round);
                first = round == 0 ? last : first;
            }
            assertThat(last).isLessThan(0.85 * first);
            for (LocalTrainer trainer : trainers) {
                trainer.keepIfBest(state.parameters(), ROUNDS);
                assertThat(trainer.best()).isPresent();
            }
        } finally {
            trainers.forEach(LocalTrainer::close);
        }
    }

    private static double round(List<LocalTrainer> trainers, SharedState state, int round) throws DivergedException {
        float[] sum = new float[state.parameters().size()];
        int examples = 0;
        double loss = 0;
        for (LocalTrainer trainer : trainers) {
            SharedGradient gradient = trainer.gradient(state.parameters(), round);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient.shared()[i];
            }
            examples += gradient.examples();
            loss += gradient.loss();
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= examples;
        }
        state.apply(sum, SETTINGS.schedule().rate(round));
        trainers.forEach(LocalTrainer::commit);
        return loss / examples;
    }

    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void bad_otherTagsThanTheSharedOnesAreRefused(NetworkPreset preset) {
        List<Corpus> corpora = corpora(Cut.WORD_CNN);
        List<String> shared = tags(corpora.get(0)).tags();
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.ALL, shared, 0)) {
            TagSet same = TagSet.ofTags(shared);
            recogniser.forTags(same).close();
            TagSet renamed = TagSet.of(
                    TagScheme.BIO, same.types().stream().map(type -> type + "x").toList());
            assertThat(renamed.size()).isEqualTo(same.size());
            assertThatThrownBy(() -> recogniser.forTags(renamed)).hasMessageContaining("tags");
            assertThatThrownBy(() -> recogniser.forTags(tags(corpora.get(1)))).hasMessageContaining("tags");
        }
    }
}
