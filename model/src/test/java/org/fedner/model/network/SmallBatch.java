package org.fedner.model.network;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.PrivateParameters;

/** Four sentences of different lengths with words of different lengths, and scores that hide no mistake. */
final class SmallBatch {
    static final TagSet TAGS = TagSet.of(TagScheme.BIO, List.of("Drug", "Disease"));

    private SmallBatch() {}

    static List<EncodedSentence> of(Recogniser recogniser) {
        SentenceEncoder encoder = recogniser.encoder();
        return List.of(
                encode(encoder, "The patient received 20 mg of lithium .", "O O O O O O B-Drug O"),
                encode(encoder, "Azathioprine - induced hepatitis", "B-Drug O O B-Disease"),
                encode(encoder, "No fever", "O B-Disease"),
                encode(
                        encoder,
                        "Fanconi ' s anaemia and QT-prolongation",
                        "B-Disease I-Disease I-Disease I-Disease O O"));
    }

    private static EncodedSentence encode(SentenceEncoder encoder, String tokens, String tags) {
        return encoder.encode(Arrays.asList(tokens.split(" ")), TAGS.indicesOf(Arrays.asList(tags.split(" "))));
    }

    /** Scores and biases that start at zero would hide mistakes. */
    static PrivateParameters lively(PrivateParameters own) {
        lively(own.valuesForTraining());
        return own;
    }

    static float[] lively(float[] values) {
        Random random = new Random(8);
        for (int i = 0; i < values.length; i++) {
            values[i] += values[i] == 0 ? (float) (0.5 * random.nextGaussian()) : 0;
        }
        return values;
    }
}
