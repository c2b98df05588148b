package org.fedner.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.model.network.NetworkThreads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published models' own outputs, number by number. */
class BiLmTest {
    private static final float TOLERANCE = 1e-5f;
    private static final int SENTENCES = 10;

    @ParameterizedTest
    @EnumSource(ElmoFixture.class)
    void theTopLayerAgreesWithTheStateCarriedFromSentenceToSentence(ElmoFixture fixture) throws Exception {
        List<List<List<String>>> lanes = fixture.sentences();
        try (BiLm model = BiLm.read(fixture.folder(), NetworkThreads.single())) {
            BiLm.State state = model.begin(lanes.size());
            int half = model.dimension() / 2;
            for (int i = 0; i < SENTENCES; i++) {
                int sentence = i;
                List<List<String>> batch =
                        lanes.stream().map(lane -> lane.get(sentence)).toList();
                List<float[]> found = model.vectors(batch, state);
                for (int lane = 0; lane < lanes.size(); lane++) {
                    float[] expected = fixture.topOfLane(lane, sentence);
                    int tokens = batch.get(lane).size();
                    assertThat(expected).hasSize(2 * tokens * half);
                    for (int e = 0; e < expected.length; e++) {
                        int direction = e / (tokens * half);
                        int token = e / half % tokens;
                        int at = ((model.layers() - 1) * tokens + token) * model.dimension()
                                + direction * half
                                + e % half;
                        assertThat(found.get(lane)[at])
                                .as("lane %d, sentence %d, number %d", lane, sentence, e)
                                .isCloseTo(expected[e], within(TOLERANCE));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ElmoFixture.class)
    void allLayersAgreeWhereSentencesKnowNothingOfEachOtherWhateverTheBatch(ElmoFixture fixture) throws Exception {
        Map<String, float[]> expected = fixture.statelessLayers();
        List<List<String>> all = new ArrayList<>();
        fixture.sentences().forEach(all::addAll);
        assertThat(expected).hasSize(all.size());
        try (BiLm model = BiLm.read(fixture.folder(), NetworkThreads.single())) {
            assertThat(model.layers()).isEqualTo(3);
            assertThat(model.dimension()).isEqualTo(32);
            for (int batch : new int[] {1, 7}) {
                for (int from = 0; from < all.size(); from += batch) {
                    List<float[]> found = model.vectors(all.subList(from, Math.min(all.size(), from + batch)));
                    for (int i = 0; i < found.size(); i++) {
                        int number = from + i;
                        float[] layers = expected.get(number / SENTENCES + "/" + number % SENTENCES);
                        assertThat(found.get(i)).hasSameSizeAs(layers);
                        for (int n = 0; n < layers.length; n++) {
                            assertThat(found.get(i)[n]).isCloseTo(layers[n], within(TOLERANCE));
                        }
                    }
                }
            }
        }
    }
}
