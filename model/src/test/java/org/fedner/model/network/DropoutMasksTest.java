package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.RowValues;
import org.fedner.model.parameters.SharedParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.types.TFloat32;

class DropoutMasksTest {

    private static float[][] masks(Recogniser recogniser, boolean bySentence) {
        NetworkSpec spec = recogniser.spec();
        try (Batch batch = new Batch(
                        spec,
                        Optional.empty(),
                        Optional.empty(),
                        RowValues.zero(0, 0),
                        Optional.empty(),
                        SmallBatch.of(recogniser));
                DropoutMasks masks = new DropoutMasks(spec, batch, new Dropout(5, bySentence))) {
            return masks.layers().stream().map(DropoutMasksTest::floats).toArray(float[][]::new);
        }
    }

    private static float[] floats(TFloat32 mask) {
        float[] values = new float[(int) mask.shape().size()];
        mask.asRawTensor().data().asFloats().read(values);
        return values;
    }

    /** Whether every word of a sentence, padding aside, has the mask of its first word. */
    private static boolean isOneASentence(float[] mask, List<EncodedSentence> sentences) {
        int steps = sentences.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
        int width = mask.length / steps / sentences.size();
        for (int b = 0; b < sentences.size(); b++) {
            for (int t = 1; t < sentences.get(b).length(); t++) {
                int at = (t * sentences.size() + b) * width;
                if (!Arrays.equals(mask, at, at + width, mask, b * width, (b + 1) * width)) {
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

    @Test
    void paddingStaysZero() {
        try (Recogniser recogniser = SmallNetworks.recogniser(NetworkPreset.LSTM_CRF, Cut.WORD_CNN, List.of(), 0.4)) {
            List<EncodedSentence> sentences = SmallBatch.of(recogniser);
            float[] words = masks(recogniser, true)[0];
            int steps =
                    sentences.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
            int width = words.length / steps / sentences.size();
            for (int place = 0; place < steps * sentences.size(); place++) {
                if (place / sentences.size()
                        >= sentences.get(place % sentences.size()).length()) {
                    assertThat(Arrays.copyOfRange(words, place * width, (place + 1) * width))
                            .containsOnly(0f);
                }
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
