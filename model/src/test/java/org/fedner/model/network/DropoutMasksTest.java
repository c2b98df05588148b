package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fedner.model.layers.Packing;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMasksTest {

    private static float[][] masks(Recogniser recogniser, boolean bySentence) {
        List<EncodedSentence> sentences = SmallBatch.of(recogniser);
        Packing packing = packing(sentences);
        DropoutMasks masks = new DropoutMasks(recogniser.spec());
        masks.draw(packing, 9, new Dropout(5, bySentence));
        float[][] layers = masks.layers().toArray(float[][]::new);
        for (int i = 0; i < layers.length; i++) {
            int width = recogniser.spec().dropoutWidths().get(i);
            layers[i] = Arrays.copyOf(layers[i], packing.places() * width);
        }
        return layers;
    }

    private static Packing packing(List<EncodedSentence> sentences) {
        return new Packing(sentences.stream().mapToInt(EncodedSentence::length).toArray());
    }

    /** Whether every word of a sentence has the mask of its first word. */
    private static boolean isOneASentence(float[] mask, List<EncodedSentence> sentences) {
        Packing packing = packing(sentences);
        int width = mask.length / packing.places();
        for (int s = 0; s < packing.sequences(); s++) {
            int first = packing.place(s, 0) * width;
            for (int t = 1; t < packing.length(s); t++) {
                int at = packing.place(s, t) * width;
                if (!Arrays.equals(mask, at, at + width, mask, first, first + width)) {
                    return false;
                }
            }
        }
        return true;
    }

    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void bySentenceWhatABiLstmReadsAndGivesHasOneMaskForAllWords(NetworkPreset preset) {
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0.4)) {
            List<EncodedSentence> sentences = SmallBatch.of(recogniser);
            int lstms = recogniser.spec().lstmUnits().size();
            float[][] bySentence = masks(recogniser, true);
            float[][] byWord = masks(recogniser, false);
            for (int layer = 0; layer < bySentence.length; layer++) {
                boolean isOfLstm = lstms > 0 && layer >= bySentence.length - lstms - 1;
                assertThat(isOneASentence(bySentence[layer], sentences)).isEqualTo(isOfLstm);
                assertThat(isOneASentence(byWord[layer], sentences)).isFalse();
                assertThat(bySentence[layer]).hasSameSizeAs(byWord[layer]);
            }
        }
    }

    /** The threshold is met to five standard deviations, whatever its bits, and neighbours know nothing of each other. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.4, 0.3, 0.05, 1.0 / 65536})
    void numbersAreDroppedAsOftenAsAskedAndEachForItself(double rate) {
        try (Recogniser recogniser = SmallNetworks.recogniser(NetworkPreset.FEDNER, Cut.WORD_CNN, List.of(), rate)) {
            Packing packing = new Packing(IntStream.range(0, 400).map(s -> 25).toArray());
            DropoutMasks masks = new DropoutMasks(recogniser.spec());
            masks.draw(packing, 1, Dropout.byWord(11));
            float kept = (float) (1 / (1 - rate));
            for (int layer = 0; layer < masks.layers().size(); layer++) {
                float[] mask = masks.layers().get(layer);
                int size = packing.places() * recogniser.spec().dropoutWidths().get(layer);
                int dropped = 0;
                int twice = 0;
                for (int i = 0; i < size; i++) {
                    assertThat(mask[i]).isIn(0f, kept);
                    dropped += mask[i] == 0 ? 1 : 0;
                    twice += i > 0 && mask[i] == 0 && mask[i - 1] == 0 ? 1 : 0;
                }
                assertThat((double) dropped).isCloseTo(rate * size, within(5 * Math.sqrt(rate * size)));
                assertThat((double) twice).isCloseTo(rate * rate * size, within(5 * rate * Math.sqrt(2 * size) + 1));
            }
        }
    }

    @Test
    void withoutDropoutBothWaysAreOne() throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0);
                PlatformNetwork network = recogniser.forTags(SmallBatch.TAGS)) {
            NetworkSpec spec = recogniser.spec();
            SharedParameters shared = SharedParameters.initial(spec, 1);
            PrivateParameters own = PrivateParameters.initial(spec, SmallBatch.TAGS.size(), 2);
            network.load(shared, own);
            float[][] gradients = new float[2][shared.size()];
            for (int way = 0; way < 2; way++) {
                network.gradient(
                        SmallBatch.of(recogniser), new Dropout(3, way == 1), gradients[way], new float[own.size()]);
            }
            assertThat(gradients[1]).isEqualTo(gradients[0]);
        }
    }
}
