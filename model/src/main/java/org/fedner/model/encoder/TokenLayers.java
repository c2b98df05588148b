package org.fedner.model.encoder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fedner.model.network.NetworkThreads;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What the language model makes of one token by its bytes: character CNN, highways, projection. Remembers what it has met. */
final class TokenLayers implements AutoCloseable {
    private static final int CHARACTERS = 261;
    private static final int SENTENCE_BEGIN = 256;
    private static final int SENTENCE_END = 257;
    private static final int WORD_BEGIN = 258;
    private static final int WORD_END = 259;
    private static final int FILL = 260;
    private static final int TOKENS_PER_RUN = 512;
    private static final int TOKENS_REMEMBERED = 100_000;

    private final FrozenGraph graph;
    private final Placeholder<TInt32> characters;
    private final Operand<TFloat32> projected;
    private final int maxCharacters;
    private final int width;
    private final float[] begin;
    private final float[] end;
    private final Map<String, float[]> known = new HashMap<>();

    TokenLayers(BiLmOptions options, BiLmWeights weights, NetworkThreads threads) throws BiLmFormatException {
        graph = new FrozenGraph(threads);
        maxCharacters = options.maxCharacters();
        width = options.projection();
        Ops tf = graph.tf;
        characters = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, maxCharacters)));
        int depth = options.characterDimension();
        Operand<TFloat32> embedding = graph.weight(weights.array("char_embed", CHARACTERS, depth), CHARACTERS, depth);
        Operand<TFloat32> letters = tf.expandDims(tf.gather(embedding, characters, tf.constant(0)), tf.constant(1));
        List<Operand<TFloat32>> parts = new ArrayList<>();
        for (int i = 0; i < options.filters().size(); i++) {
            BiLmOptions.Filter filter = options.filters().get(i);
            Operand<TFloat32> w = graph.weight(
                    weights.array("CNN/W_cnn_" + i, 1, filter.width(), depth, filter.count()),
                    1,
                    filter.width(),
                    depth,
                    filter.count());
            Operand<TFloat32> b = graph.weight(weights.array("CNN/b_cnn_" + i, filter.count()), filter.count());
            Operand<TFloat32> scores = tf.nn.conv2d(letters, w, List.of(1L, 1L, 1L, 1L), "VALID");
            Operand<TFloat32> largest = tf.reduceMax(tf.math.add(scores, b), tf.constant(new int[] {1, 2}));
            parts.add(options.usesRelu() ? tf.nn.relu(largest) : tf.math.tanh(largest));
        }
        Operand<TFloat32> x = parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
        int count = options.filterCount();
        for (int i = 0; i < options.highways(); i++) {
            String name = "CNN_high_" + i + "/";
            Operand<TFloat32> gate =
                    tf.math.sigmoid(linear(x, weights, name + "W_carry", name + "b_carry", count, count));
            Operand<TFloat32> transformed =
                    tf.nn.relu(linear(x, weights, name + "W_transform", name + "b_transform", count, count));
            x = tf.math.add(tf.math.mul(gate, transformed), tf.math.mul(tf.math.sub(tf.constant(1f), gate), x));
        }
        projected = linear(x, weights, "CNN_proj/W_proj", "CNN_proj/b_proj", count, width);
        List<float[]> marks = compute(List.of(framed(new int[] {SENTENCE_BEGIN}), framed(new int[] {SENTENCE_END})));
        begin = marks.get(0);
        end = marks.get(1);
    }

    private Operand<TFloat32> linear(Operand<TFloat32> x, BiLmWeights weights, String w, String b, int in, int out)
            throws BiLmFormatException {
        return graph.tf.math.add(
                graph.tf.linalg.matMul(x, graph.weight(weights.array(w, in, out), in, out)),
                graph.weight(weights.array(b, out), out));
    }

    /** Computes the vectors of all tokens that were not met before. */
    void learn(List<List<String>> sentences) {
        if (known.size() > TOKENS_REMEMBERED) {
            known.clear();
        }
        Set<String> distinct = new HashSet<>();
        List<String> fresh = new ArrayList<>();
        for (List<String> sentence : sentences) {
            for (String token : sentence) {
                if (!known.containsKey(token) && distinct.add(token)) {
                    fresh.add(token);
                }
            }
        }
        for (int from = 0; from < fresh.size(); from += TOKENS_PER_RUN) {
            List<String> part = fresh.subList(from, Math.min(fresh.size(), from + TOKENS_PER_RUN));
            List<float[]> vectors = compute(part.stream().map(this::framed).toList());
            for (int i = 0; i < part.size(); i++) {
                known.put(part.get(i), vectors.get(i));
            }
        }
    }

    /** Of the token at a place, the sentence's marks before the first and after the last. */
    float[] vector(List<String> sentence, int place) {
        if (place < 0) {
            return begin;
        }
        return place < sentence.size() ? known.get(sentence.get(place)) : end;
    }

    private int[] framed(String token) {
        byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
        int[] bytes = new int[Math.min(utf8.length, maxCharacters - 2)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = utf8[i] & 0xFF;
        }
        return framed(bytes);
    }

    private int[] framed(int[] content) {
        int[] ids = new int[maxCharacters];
        Arrays.fill(ids, FILL);
        ids[0] = WORD_BEGIN;
        System.arraycopy(content, 0, ids, 1, content.length);
        ids[content.length + 1] = WORD_END;
        return ids;
    }

    private List<float[]> compute(List<int[]> words) {
        int[] ids = new int[words.size() * maxCharacters];
        for (int w = 0; w < words.size(); w++) {
            System.arraycopy(words.get(w), 0, ids, w * maxCharacters, maxCharacters);
        }
        try (TInt32 fed = TInt32.tensorOf(Shape.of(words.size(), maxCharacters))) {
            RawTensor raw = fed.asRawTensor();
            raw.data().asInts().write(ids);
            try (Result result =
                    graph.runner().feed(characters, fed).fetch(projected).run()) {
                float[] all = new float[words.size() * width];
                FrozenGraph.read(result.get(0), all, 0, all.length);
                List<float[]> vectors = new ArrayList<>();
                for (int w = 0; w < words.size(); w++) {
                    vectors.add(Arrays.copyOfRange(all, w * width, (w + 1) * width));
                }
                return vectors;
            }
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
