package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.fedner.model.network.SmallBatch.TAGS;
import static org.fedner.model.network.SmallBatch.lively;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A unit's gradient is its sentences' mean, whether it is computed alone or together with others. */
class UnitGradientsTest {

    static Stream<NetworkPreset> together() {
        return Stream.of(
                NetworkPreset.FEDNER,
                NetworkPreset.CNN_LSTM_CRF,
                NetworkPreset.GRAM_CNN,
                NetworkPreset.CNN_CRF,
                NetworkPreset.CNN_CLSTM_CRF);
    }

    private record Unit(float[] shared, float[] own) {
        static Unit of(float[][] modules) {
            return new Unit(modules[0].clone(), modules[1].clone());
        }
    }

    /** What a sink may leave out. */
    private static void zeroOutside(float[] values, int[] stretches) {
        float[] rest = values.clone();
        for (int i = 0; i < stretches.length; i += 2) {
            assertThat(stretches[i]).isLessThan(stretches[i + 1]);
            assertThat(i == 0 || stretches[i - 1] < stretches[i]).isTrue();
            Arrays.fill(rest, stretches[i], stretches[i + 1], 0f);
        }
        assertThat(rest).isEqualTo(new float[rest.length]);
    }

    private static void load(PlatformNetwork network, Recogniser recogniser) {
        float[] shared = lively(SharedParameters.initial(recogniser.spec(), 3).values());
        network.load(shared, lively(PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4)));
    }

    /** Sorted by length, as {@link UnitGradients#together} takes them. */
    private static List<List<EncodedSentence>> units(Recogniser recogniser) {
        List<EncodedSentence> all = SmallBatch.of(recogniser);
        return List.of(List.of(all.get(2)), List.of(all.get(1)), List.of(all.get(3), all.get(2)), List.of(all.get(0)));
    }

    private static void agree(Recogniser recogniser) throws DivergedException {
        try (recogniser;
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            load(network, recogniser);
            List<Unit> together = new ArrayList<>();
            List<Unit> alone = new ArrayList<>();
            UnitGradients units = network.units();
            units.together(units(recogniser), new Dropout(5, false), (modules, stretches) -> {
                together.add(Unit.of(modules));
                zeroOutside(modules[0], stretches[0]);
                zeroOutside(modules[1], stretches[1]);
            });
            units.alone(units(recogniser), new Dropout(5, false), (modules, any) -> alone.add(Unit.of(modules)));
            assertThat(together).hasSameSizeAs(alone);
            for (int u = 0; u < alone.size(); u++) {
                close(
                        together.get(u).shared(),
                        alone.get(u).shared(),
                        recogniser.spec().sharedLayout().tensors().toString());
                close(together.get(u).own(), alone.get(u).own(), "private");
            }
        }
    }

    private static void close(float[] found, float[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i])
                    .as("%s %d", what, i)
                    .isCloseTo(expected[i], within(2e-5f + 1e-4f * Math.abs(expected[i])));
        }
    }

    @ParameterizedTest
    @MethodSource("together")
    void togetherAgreesWithTheLoop(NetworkPreset preset) throws DivergedException {
        agree(SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0));
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void underEveryCut(Cut cut) throws DivergedException {
        agree(SmallNetworks.recogniser(NetworkPreset.FEDNER, cut, PresetNetworkTest.tagsOf(cut), 0));
    }

    @Test
    void withFrozenVectors() throws DivergedException {
        agree(SmallNetworks.FROZEN.recogniser(0));
    }

    /** With dropout the sum of all units' gradients is the batch's under the same masks. */
    @ParameterizedTest
    @MethodSource("together")
    void unitsAddUpToTheBatchUnderTheSameDropout(NetworkPreset preset) throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0.3);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            load(network, recogniser);
            List<EncodedSentence> sentences = new ArrayList<>(SmallBatch.of(recogniser));
            sentences.sort(Comparator.comparingInt(EncodedSentence::length));
            float[] shared = new float[recogniser.spec().sharedLayout().size()];
            float[] own = new float[recogniser.spec().privateLayout(TAGS.size()).size()];
            network.gradient(sentences, new Dropout(77, false), shared, own);
            float[] sumShared = new float[shared.length];
            float[] sumOwn = new float[own.length];
            network.units()
                    .together(sentences.stream().map(List::of).toList(), new Dropout(77, false), (modules, any) -> {
                        for (int i = 0; i < sumShared.length; i++) {
                            sumShared[i] += modules[0][i];
                        }
                        for (int i = 0; i < sumOwn.length; i++) {
                            sumOwn[i] += modules[1][i];
                        }
                    });
            close(sumShared, shared, "shared");
            close(sumOwn, own, "private");
        }
    }

    @Test
    void noUnitNoCall() throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            load(network, recogniser);
            network.units().together(List.of(), new Dropout(1, false), (s, o) -> {
                throw new AssertionError("there is no unit");
            });
        }
    }

    @Test
    void networksThatReadLettersInTurnTakeTheLoop() {
        try (Recogniser recogniser = SmallNetworks.recogniser(NetworkPreset.LSTM_CRF, Cut.WORD_CNN, List.of(), 0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            load(network, recogniser);
            assertThat(network.units().canComputeTogether()).isFalse();
            assertThatThrownBy(() -> network.units().together(units(recogniser), new Dropout(1, false), (s, o) -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aUnitThatIsNotFiniteStops() {
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            float[] shared = new float[recogniser.spec().sharedLayout().size()];
            Arrays.fill(shared, Float.NaN);
            network.load(shared, PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4));
            assertThatThrownBy(() -> network.units().together(units(recogniser), new Dropout(1, false), (s, o) -> {}))
                    .isInstanceOf(DivergedException.class);
        }
    }
}
