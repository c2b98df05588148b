package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.model.corpus.Capitalisation;
import org.fedner.model.corpus.CharacterTable;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.HashedWords;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Another program: it knows docs/model.md and the public tables, feeds the SavedModel by names and decodes by itself. */
class SavedModelTest {
    private static final List<Sentence> NOTES = new SyntheticNotes(5, new SyntheticNotes.Sizes(12, 2, 2))
            .corpus(SyntheticHospital.values()[1])
            .train();

    @TempDir
    private Path root;

    private static SavedModelBundle load(Path folder) {
        return SavedModelBundle.loader(folder.toString())
                .withTags(SavedModelBundle.DEFAULT_TAG)
                .withConfigProto(ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(1)
                        .setInterOpParallelismThreads(-1)
                        .build())
                .load();
    }

    /** The inputs of some sentences, as the documentation's table says; each distinct token is a word. */
    private static Map<String, Tensor> inputs(NetworkSpec spec, List<List<String>> sentences) {
        int batch = sentences.size();
        int[] lengths = sentences.stream().mapToInt(List::size).toArray();
        int steps = Arrays.stream(lengths).max().orElseThrow();
        List<String> words = new ArrayList<>();
        int[] places = new int[steps * batch];
        int[] mirror = new int[steps * batch];
        float[] within = new float[steps * batch];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
                int at = t * batch + b;
                boolean isWord = t < lengths[b];
                within[at] = isWord ? 1 : 0;
                mirror[at] = isWord ? (lengths[b] - 1 - t) * batch + b : at;
                if (isWord && !words.contains(sentences.get(b).get(t))) {
                    words.add(sentences.get(b).get(t));
                }
                places[at] = isWord ? words.indexOf(sentences.get(b).get(t)) : 0;
            }
        }
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("places", Batch.tensor(places, steps, batch));
        if (!spec.lstmUnits().isEmpty()) {
            inputs.put("mirror", Batch.tensor(mirror, steps * batch));
        }
        inputs.put("within", Batch.tensor(within, steps, batch, 1));
        int[] capitals = words.stream()
                .mapToInt(word -> Capitalisation.of(word).ordinal())
                .toArray();
        inputs.put("capitalisations", Batch.tensor(capitals, words.size()));
        spec.words().hashed().map(HashedWords::new).ifPresent(hashed -> {
            int[] rows = words.stream()
                    .flatMapToInt(word -> Arrays.stream(hashed.ids(word)))
                    .toArray();
            inputs.put("rows", Batch.tensor(rows, words.size(), hashed.idsPerWord()));
        });
        spec.words().projected().ifPresent(frozen -> {
            WordVectors vectors = SmallNetworks.vectors();
            float[] values = new float[words.size() * frozen.dimension()];
            for (int w = 0; w < words.size(); w++) {
                vectors.copyRow(vectors.id(words.get(w)), values, w * frozen.dimension());
            }
            inputs.put("vectors", Batch.tensor(values, words.size(), frozen.dimension()));
        });
        spec.characters().ifPresent(layer -> characters(layer, words, inputs));
        return inputs;
    }

    private static void characters(CharacterLayer layer, List<String> words, Map<String, Tensor> inputs) {
        int[][] ids = words.stream()
                .map(word -> CharacterTable.ids(word, layer.wordLimit()))
                .toArray(int[][]::new);
        int longest = Arrays.stream(ids).mapToInt(word -> word.length).max().orElseThrow();
        int count = ids.length;
        int[] byWord = new int[count * longest];
        int[] byLetter = new int[count * longest];
        int[] mirror = new int[count * longest];
        int[] last = new int[count];
        for (int w = 0; w < count; w++) {
            last[w] = (ids[w].length - 1) * count + w;
            for (int i = 0; i < longest; i++) {
                boolean isLetter = i < ids[w].length;
                byWord[w * longest + i] = isLetter ? ids[w][i] : 0;
                byLetter[i * count + w] = isLetter ? ids[w][i] : 0;
                mirror[i * count + w] = isLetter ? (ids[w].length - 1 - i) * count + w : i * count + w;
            }
        }
        if (layer instanceof CharacterLayer.Cnn) {
            inputs.put("characters", Batch.tensor(byWord, count, longest));
        } else {
            inputs.put("letters", Batch.tensor(byLetter, longest, count));
            inputs.put("letters.mirror", Batch.tensor(mirror, longest * count));
            inputs.put("letters.last", Batch.tensor(last, count));
        }
    }

    private static float[] floats(Result result, String name) {
        TFloat32 tensor = (TFloat32) result.get(name).orElseThrow();
        float[] values = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }

    /** Viterbi over the four outputs, and nothing else. */
    private static int[] viterbi(Result scores, int sentence, int batch, int length) {
        float[] start = floats(scores, "start");
        float[] end = floats(scores, "end");
        float[] moves = floats(scores, "transitions");
        float[] emissions = floats(scores, "emissions");
        int labels = start.length;
        double[] best = new double[labels];
        int[][] from = new int[length][labels];
        for (int k = 0; k < labels; k++) {
            best[k] = (double) start[k] + emissions[sentence * labels + k];
        }
        for (int t = 1; t < length; t++) {
            double[] next = new double[labels];
            for (int j = 0; j < labels; j++) {
                for (int i = 0; i < labels; i++) {
                    if (best[i] + moves[i * labels + j] > best[from[t][j]] + moves[from[t][j] * labels + j]) {
                        from[t][j] = i;
                    }
                }
                int i = from[t][j];
                next[j] = best[i] + moves[i * labels + j] + emissions[(t * batch + sentence) * labels + j];
            }
            best = next;
        }
        int last = 0;
        for (int k = 1; k < labels; k++) {
            last = best[k] + end[k] > best[last] + end[last] ? k : last;
        }
        int[] path = new int[length];
        for (int t = length - 1; t >= 0; t--) {
            path[t] = last;
            last = from[t][last];
        }
        return path;
    }

    @ParameterizedTest
    @EnumSource(NetworkPreset.class)
    void anotherProgramComesToTheSameEmissionsToTheBitAndTheSameTags(NetworkPreset preset) throws IOException {
        TagScheme scheme = preset.ordinal() % 2 == 0 ? TagScheme.BIOES : TagScheme.BIO;
        try (Recogniser recogniser = SmallNetworks.recogniser(preset, Cut.WORD_CNN, List.of(), 0.3)) {
            comesToTheSame(recogniser, scheme);
        }
    }

    @Test
    void soItDoesWithVectorsBesideHashedFeatures() throws IOException {
        try (Recogniser recogniser = SmallNetworks.COMBINED.recogniser(0.3)) {
            comesToTheSame(recogniser, TagScheme.BIO);
        }
    }

    private void comesToTheSame(Recogniser recogniser, TagScheme scheme) throws IOException {
        Corpus corpus = new Corpus(NOTES, NOTES, NOTES).convertedTo(scheme);
        TagSet tags = corpus.tagSet(scheme);
        Path folder = root.resolve("saved");
        List<List<String>> tokens = NOTES.stream().map(Sentence::tokens).toList();
        try (PlatformNetwork network = recogniser.forTags(tags)) {
            NetworkSpec spec = recogniser.spec();
            SharedParameters shared = SharedParameters.initial(spec, 3);
            SmallBatch.lively(shared.values());
            PrivateParameters own = SmallBatch.lively(PrivateParameters.initial(spec, tags.size(), 4));
            Recogniser.export(spec, tags, shared, own, folder);
            network.load(shared, own);
            SentenceEncoder encoder = recogniser.encoder();
            List<EncodedSentence> encoded = tokens.stream().map(encoder::encode).toList();
            Map<String, Tensor> inputs = inputs(spec, tokens);
            try (SavedModelBundle bundle = load(folder)) {
                SessionFunction function = bundle.function("serving_default");
                assertThat(function.signature().inputNames()).isEqualTo(inputs.keySet());
                try (Result scores = function.call(inputs)) {
                    assertThat(floats(scores, "emissions")).isEqualTo(network.emissions(encoded));
                    int[][] expected = network.decode(encoded);
                    for (int b = 0; b < expected.length; b++) {
                        assertThat(viterbi(
                                        scores,
                                        b,
                                        expected.length,
                                        tokens.get(b).size()))
                                .isEqualTo(expected[b]);
                    }
                }
            } finally {
                inputs.values().forEach(Tensor::close);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).contains("saved_model.pb");
        }
    }

    @Test
    void wordVectorsAreAnInputAndNoDropoutIsLeft() throws IOException {
        try (Recogniser recogniser = SmallNetworks.FROZEN.recogniser(0.3)) {
            NetworkSpec spec = recogniser.spec();
            Path folder = root.resolve("frozen");
            Recogniser.export(
                    spec,
                    SmallBatch.TAGS,
                    SharedParameters.initial(spec, 1),
                    PrivateParameters.initial(spec, SmallBatch.TAGS.size(), 2),
                    folder);
            try (SavedModelBundle bundle = load(folder)) {
                assertThat(bundle.function("serving_default").signature().inputNames())
                        .containsExactlyInAnyOrder(
                                "vectors", "capitalisations", "characters", "places", "mirror", "within");
                assertThat(bundle.function("serving_default").signature().outputNames())
                        .containsExactlyInAnyOrder("emissions", "transitions", "start", "end");
            }
        }
    }

    @Test
    void bad_tunedVectorsAreNotExported() {
        try (Recogniser recogniser = SmallNetworks.TUNED.recogniser(0)) {
            NetworkSpec spec = recogniser.spec();
            SharedParameters shared = SharedParameters.initial(spec, 1);
            PrivateParameters own = PrivateParameters.initial(spec, SmallBatch.TAGS.size(), 2);
            assertThatThrownBy(() -> Recogniser.export(spec, SmallBatch.TAGS, shared, own, root.resolve("tuned")))
                    .hasMessageContaining("tuned");
            assertThat(root.resolve("tuned")).doesNotExist();
        }
    }
}
