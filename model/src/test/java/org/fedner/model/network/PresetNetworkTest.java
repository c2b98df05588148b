package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.fedner.model.network.SmallBatch.TAGS;
import static org.fedner.model.network.SmallBatch.lively;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.TensorSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every preset's graph: forward pass, gradient, padding, and the same whatever is shared. */
class PresetNetworkTest {

    static List<String> tagsOf(Cut cut) {
        return cut == Cut.ALL ? TAGS.tags() : List.of();
    }

    /** Of the loss as {@link PlainForward} computes it in doubles, so that the steps can be too short for kinks. */
    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void gradientAgreesWithCentralDifferences(NetworkPreset preset) throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] shared = lively(SharedParameters.initial(spec, 3).values());
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            float[] values = own.valuesForTraining();
            float[] sharedGradient = new float[shared.length];
            float[] privateGradient = new float[own.size()];
            network.load(shared, own);
            double loss = network.gradient(batch, 11, sharedGradient, privateGradient);
            PlainForward plain = new PlainForward(spec, shared, values, TAGS.size());
            assertThat(plain.loss(batch, TAGS)).isCloseTo(loss, within(1e-4));
            CentralDifferences.Loss exact = () -> plain.loss(batch, TAGS);
            CentralDifferences.agree(spec.sharedLayout(), shared, sharedGradient, 1e-5, 1e-3, exact);
            CentralDifferences.agree(spec.privateLayout(TAGS.size()), values, privateGradient, 1e-5, 1e-3, exact);
        }
    }

    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void forwardPassAgreesWithOneWrittenOutInJava(NetworkPreset preset) {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0.3);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            float[] shared =
                    lively(SharedParameters.initial(recogniser.spec(), 5).values());
            PrivateParameters own = lively(PrivateParameters.initial(recogniser.spec(), TAGS.size(), 6));
            network.load(shared, own);
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] emissions = network.emissions(batch);
            PlainForward plain = new PlainForward(recogniser.spec(), shared, own.valuesForTraining(), TAGS.size());
            for (int b = 0; b < batch.size(); b++) {
                double[][] expected = plain.emissions(batch.get(b));
                for (int t = 0; t < expected.length; t++) {
                    for (int k = 0; k < TAGS.size(); k++) {
                        assertThat((double) emissions[(t * batch.size() + b) * TAGS.size() + k])
                                .isCloseTo(expected[t][k], within(1e-5));
                    }
                }
            }
        }
    }

    /** TensorFlow's scores for tagging and those that training forms give one loss. */
    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void trainingAndTaggingComputeOneNetwork(NetworkPreset preset) throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            float[] shared =
                    lively(SharedParameters.initial(recogniser.spec(), 5).values());
            PrivateParameters own = lively(PrivateParameters.initial(recogniser.spec(), TAGS.size(), 6));
            network.load(shared, own);
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            double loss = network.gradient(batch, 1, new float[shared.length], new float[own.size()]);
            assertThat(network.decodeAndScore(batch).loss()).isCloseTo(loss, within(1e-4));
        }
    }

    /** A sentence's gradient alone is its part of the batch's: neither padded words nor padded letters reach it. */
    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void resultsDoNotDependOnThePaddingOfTheBatch(NetworkPreset preset) throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.NONE, List.of(), 0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            PrivateParameters own = lively(PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4));
            network.load(new float[0], own);
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] together = new float[own.size()];
            double loss = network.gradient(batch, 11, new float[0], together);
            double single = 0;
            double[] sum = new double[own.size()];
            for (EncodedSentence sentence : batch) {
                float[] part = new float[own.size()];
                single += network.gradient(List.of(sentence), 11, new float[0], part);
                for (int i = 0; i < part.length; i++) {
                    sum[i] += part[i];
                }
            }
            assertThat(single).isCloseTo(loss, within(1e-4));
            for (int i = 0; i < sum.length; i++) {
                assertThat(sum[i]).isCloseTo(together[i], within(3e-5 + 1e-4 * Math.abs(together[i])));
            }
        }
    }

    /** Where the network is cut decides in which array a tensor's gradient stands, and not one bit of it. */
    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void everyCutGivesTheSameGradient(NetworkPreset preset) throws DivergedException {
        Map<String, float[]> expected = gradientByName(preset, Cut.WORD_CNN);
        for (Cut cut : Cut.values()) {
            Map<String, float[]> found = gradientByName(preset, cut);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            found.forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
        }
    }

    private static Map<String, float[]> gradientByName(NetworkPreset preset, Cut cut) throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, cut, tagsOf(cut), 0.2);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            // A tensor's initial values follow from seed and name, so they do not depend on the side it lies on.
            float[] shared = SharedParameters.initial(spec, 3).values();
            PrivateParameters own = PrivateParameters.initial(spec, TAGS.size(), 3);
            float[] sharedGradient = new float[shared.length];
            float[] privateGradient = new float[own.size()];
            network.load(shared, own);
            network.gradient(SmallBatch.of(recogniser), 11, sharedGradient, privateGradient);
            Map<String, float[]> byName = new HashMap<>();
            put(spec.sharedLayout(), sharedGradient, byName);
            put(spec.privateLayout(TAGS.size()), privateGradient, byName);
            return byName;
        }
    }

    private static void put(ParameterLayout layout, float[] values, Map<String, float[]> byName) {
        for (TensorSpec tensor : layout.tensors()) {
            float[] part = new float[tensor.size()];
            System.arraycopy(values, layout.offset(tensor.name()), part, 0, part.length);
            assertThat(byName.put(tensor.name(), part)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void whatIsSharedGrowsWithTheCut(Cut cut) {
        try (Recogniser recogniser = SmallNetworks.recogniser(NetworkPreset.FEDNER, cut, tagsOf(cut), 0)) {
            Stream<String> expected =
                    switch (cut) {
                        case NONE -> Stream.of();
                        case EMBEDDINGS -> Stream.of("word.", "capitalisation.", "character.");
                        case WORD_CNN -> Stream.of("word.", "capitalisation.", "character.", "word.cnn.");
                        case BI_LSTM -> Stream.of("word.", "capitalisation.", "character.", "word.cnn.", "lstm.");
                        case ALL -> Stream.of("");
                    };
            List<String> prefixes = expected.toList();
            for (TensorSpec tensor : recogniser.spec().sharedLayout().tensors()) {
                assertThat(prefixes).anyMatch(prefix -> tensor.name().startsWith(prefix));
            }
            for (TensorSpec tensor :
                    recogniser.spec().privateLayout(TAGS.size()).tensors()) {
                boolean isWordCnn = tensor.name().startsWith("word.cnn.");
                assertThat(prefixes.stream()
                                .filter(prefix -> !isWordCnn || prefix.equals("word.cnn."))
                                .toList())
                        .noneMatch(prefix -> tensor.name().startsWith(prefix));
            }
        }
    }
}
