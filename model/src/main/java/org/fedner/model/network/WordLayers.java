package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The layers that see one word: computed once for every distinct word of a batch, {@code [words][width]}.
 *
 * <p>Exact, not an approximation, because dropout comes after them.
 */
final class WordLayers {
    /** Added to the scores of positions after a word's end, so that none is the largest. */
    private static final float NEVER = -1e9f;

    private final Ops tf;
    private final NetworkSpec spec;
    private final Map<String, Operand<TFloat32>> parameters;

    WordLayers(Ops tf, NetworkSpec spec, Map<String, Operand<TFloat32>> parameters) {
        this.tf = tf;
        this.spec = spec;
        this.parameters = parameters;
    }

    /** Word, capitalisation and character CNN side by side. */
    Operand<TFloat32> words(NetworkGraph inputs, boolean training) {
        Operand<TFloat32> word;
        if (spec.words() instanceof WordInput.Hashed hashed) {
            word = hashed(hashed, inputs, training);
        } else {
            word = spec.words() instanceof WordInput.TunedVectors ? inputs.vectors : projected(inputs);
        }
        Operand<TFloat32> capitalisation =
                tf.gather(parameters.get(TensorNames.CAPITALISATION_EMBEDDING), inputs.capitalisations, tf.constant(0));
        return tf.concat(List.of(word, capitalisation, characterCnn(inputs.characters)), tf.constant(1));
    }

    private Operand<TFloat32> projected(NetworkGraph inputs) {
        return tf.math.add(
                tf.linalg.matMul(inputs.vectors, parameters.get(TensorNames.WORD_PROJECTION_W)),
                parameters.get(TensorNames.WORD_PROJECTION_B));
    }

    /** Bloom embeddings: for each table the sum of a word's rows; the tables side by side. */
    private Operand<TFloat32> hashed(WordInput.Hashed hashed, NetworkGraph inputs, boolean training) {
        List<Operand<TFloat32>> parts = new ArrayList<>();
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordFeature feature = hashed.tables().get(i).feature();
            Operand<TInt32> rows =
                    tf.slice(inputs.rows, tf.constant(new int[] {0, i * hashed.hashes()}), tf.constant(new int[] {
                        -1, hashed.hashes()
                    }));
            Operand<TFloat32> found = tf.gather(parameters.get(TensorNames.hashedTable(feature)), rows, tf.constant(0));
            Operand<TFloat32> sum = tf.reduceSum(found, tf.constant(1));
            parts.add(feature == WordFeature.FORM && training ? tf.math.mul(sum, inputs.formKept) : sum);
        }
        return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
    }

    /**
     * CNN over a word's characters in table form: few characters exist, so each one's product with each column of the
     * filter is computed once, and a window's score is a sum of rows gathered from these products.
     */
    private Operand<TFloat32> characterCnn(Operand<TInt32> characters) {
        NetworkSpec.CharacterCnn sizes = spec.characters();
        int width = sizes.width();
        int side = width / 2;
        Operand<TFloat32> embedding = parameters.get(TensorNames.CHARACTER_EMBEDDING);
        Operand<TInt32> longest = tf.reshape(tf.shape.size(characters, tf.constant(1)), tf.array(new int[0]));
        Operand<TInt32> padded = tf.pad(characters, tf.constant(new int[][] {{0, 0}, {side, side}}), tf.constant(0));
        Operand<TFloat32> scores = null;
        for (int k = 0; k < width; k++) {
            Operand<TFloat32> column = tf.reshape(
                    tf.slice(
                            parameters.get(TensorNames.CHARACTER_CNN_W),
                            tf.constant(new int[] {k, 0, 0}),
                            tf.constant(new int[] {1, -1, -1})),
                    tf.constant(new int[] {sizes.dimension(), sizes.filters()}));
            Operand<TInt32> shifted =
                    tf.slice(padded, tf.constant(new int[] {0, k}), tf.stack(List.of(tf.constant(-1), longest)));
            Operand<TFloat32> part = tf.gather(tf.linalg.matMul(embedding, column), shifted, tf.constant(0));
            scores = scores == null ? part : tf.math.add(scores, part);
        }
        Operand<TFloat32> isPadding = tf.dtypes.cast(tf.math.equal(characters, tf.constant(0)), TFloat32.class);
        Operand<TFloat32> never = tf.expandDims(tf.math.mul(isPadding, tf.constant(NEVER)), tf.constant(2));
        Operand<TFloat32> largest = tf.reduceMax(tf.math.add(scores, never), tf.constant(1));
        // ReLU grows with its argument, so the maximum may be taken before it.
        return tf.nn.relu(tf.math.add(largest, parameters.get(TensorNames.CHARACTER_CNN_B)));
    }
}
