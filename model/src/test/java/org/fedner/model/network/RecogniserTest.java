package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.WordInput;
import org.junit.jupiter.api.Test;

class RecogniserTest {

    /** Platforms with different tag sets, each on a thread of its own, against the same work done one after another. */
    @Test
    void platformsOfOneProcessDoNotDisturbOneAnother() throws Exception {
        List<TagSet> platforms = List.of(
                TagSet.of(TagScheme.BIO, List.of("Drug")),
                TagSet.of(TagScheme.BIOES, List.of("Drug", "Disease")),
                TagSet.of(TagScheme.BIO, List.of("Drug", "Disease", "Dose")));
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3)) {
            List<float[]> serial = new ArrayList<>();
            List<Future<float[]>> parallel = new ArrayList<>();
            for (TagSet tags : platforms) {
                serial.add(gradient(recogniser, tags));
            }
            for (TagSet tags : platforms) {
                parallel.add(pool.submit(() -> gradient(recogniser, tags)));
            }
            for (int i = 0; i < serial.size(); i++) {
                assertThat(parallel.get(i).get()).isEqualTo(serial.get(i));
            }
        } finally {
            pool.shutdown();
        }
    }

    private static float[] gradient(Recogniser recogniser, TagSet tags) throws DivergedException {
        NetworkSpec spec = recogniser.spec();
        float[] shared = SharedParameters.initial(spec, 1).values();
        PrivateParameters own = PrivateParameters.initial(spec, tags.size(), 2);
        float[] gradient = new float[shared.length];
        SentenceEncoder encoder = recogniser.encoder();
        try (PlatformNetwork network = recogniser.forTags(tags)) {
            for (int run = 0; run < 5; run++) {
                network.load(shared, own);
                EncodedSentence sentence = encoder.encode(List.of("no", "fever", "on", "day", "3"), new int[5]);
                network.gradient(List.of(sentence, sentence), run, gradient, new float[own.size()]);
            }
        }
        return gradient;
    }

    @Test
    void bad_aNetworkWithoutItsVectorsIsRefused() {
        NetworkSpec frozen = NetworkSpec.fedner(new WordInput.FrozenVectors(4, 6, "0".repeat(64)));
        assertThatThrownBy(() -> Recogniser.hashed(frozen, NetworkThreads.single()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs word vectors");
    }
}
