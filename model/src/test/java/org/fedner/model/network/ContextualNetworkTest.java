package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.fedner.model.network.SmallBatch.TAGS;
import static org.fedner.model.network.SmallBatch.lively;

import java.util.List;
import java.util.Random;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.TensorNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network that mixes contextual vectors, here of a language model made of random numbers. */
class ContextualNetworkTest {
    private static final ContextualInput INPUT = new ContextualInput(3, 4, "ab".repeat(32));

    /** A token's vectors depend on it, its place and its sentence's length. */
    private record MadeUp(int layers, int dimension, String sha256) implements ContextSource {
        @Override
        public void fill(List<List<String>> sentences, int steps, float[] target) {
            for (int b = 0; b < sentences.size(); b++) {
                List<String> sentence = sentences.get(b);
                for (int t = 0; t < sentence.size(); t++) {
                    Random random = new Random(31L * sentence.get(t).hashCode() + 7L * t + sentence.size());
                    for (int layer = 0; layer < layers; layer++) {
                        for (int i = 0; i < dimension; i++) {
                            target[((layer * steps + t) * sentences.size() + b) * dimension + i] =
                                    (float) random.nextGaussian();
                        }
                    }
                }
            }
        }
    }

    private static Recogniser recogniser(NetworkPreset preset, double dropout) {
        NetworkSpec plain;
        try (Recogniser small = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), dropout)) {
            plain = small.spec();
        }
        return Recogniser.hashed(plain.reading(INPUT), NetworkThreads.single());
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkPreset.class,
            names = {"FEDNER", "S_LSTM_CRF"})
    void gradientAgreesWithCentralDifferences(NetworkPreset preset) throws DivergedException {
        try (Recogniser whole = recogniser(preset, 0.2);
                Recogniser recogniser = whole.reading(new MadeUp(3, 4, INPUT.sha256()));
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] shared = lively(SharedParameters.initial(spec, 3).values());
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            float[] sharedGradient = new float[shared.length];
            float[] privateGradient = new float[own.size()];
            network.load(shared, own);
            network.gradient(batch, 11, sharedGradient, privateGradient);
            CentralDifferences.agree(spec.sharedLayout(), shared, sharedGradient, 1e-3, 0.02, () -> {
                network.load(shared, own);
                return network.gradient(batch, 11, new float[shared.length], new float[own.size()]);
            });
            int gamma = spec.sharedLayout().offset(TensorNames.MIXTURE_GAMMA);
            assertThat(sharedGradient[gamma]).isNotZero();
            assertThat(SharedParameters.initial(spec, 3).values()[gamma]).isEqualTo(1f);
        }
    }

    /** With gamma at zero the vectors do not matter; otherwise they do. */
    @ParameterizedTest
    @EnumSource(value = NetworkPreset.class, names = "FEDNER")
    void theMixtureIsScaledByGamma(NetworkPreset preset) {
        try (Recogniser whole = recogniser(preset, 0);
                Recogniser one = whole.reading(new MadeUp(3, 4, INPUT.sha256()));
                PlatformNetwork network = one.forTags(TAGS)) {
            NetworkSpec spec = one.spec();
            float[] shared = SharedParameters.initial(spec, 3).values();
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            List<EncodedSentence> batch = SmallBatch.of(one);
            int gamma = spec.sharedLayout().offset(TensorNames.MIXTURE_GAMMA);
            float[][] emissions = new float[3][];
            for (int i = 0; i < 3; i++) {
                shared[gamma] = i;
                network.load(shared, own);
                emissions[i] = network.emissions(batch);
            }
            assertThat(emissions[1]).isNotEqualTo(emissions[0]);
            assertThat(emissions[2]).isNotEqualTo(emissions[1]);
            shared[gamma] = 0;
            shared[spec.sharedLayout().offset(TensorNames.MIXTURE_W)] = 5;
            network.load(shared, own);
            float[] still = network.emissions(batch);
            for (int i = 0; i < still.length; i++) {
                assertThat(still[i]).isCloseTo(emissions[0][i], within(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = NetworkPreset.class, names = "FEDNER")
    void bad_otherVectorsOrNoneAreRefused(NetworkPreset preset) {
        try (Recogniser whole = recogniser(preset, 0);
                Recogniser without = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0)) {
            assertThatThrownBy(() -> whole.forTags(TAGS)).hasMessageContaining("needs contextual vectors");
            assertThatThrownBy(() -> whole.reading(new MadeUp(3, 4, "cd".repeat(32))))
                    .hasMessageContaining("other contextual vectors");
            assertThatThrownBy(() -> whole.reading(new MadeUp(2, 4, INPUT.sha256())))
                    .hasMessageContaining("other contextual vectors");
            assertThatThrownBy(() -> without.reading(new MadeUp(3, 4, INPUT.sha256())))
                    .hasMessageContaining("or for none");
        }
    }
}
