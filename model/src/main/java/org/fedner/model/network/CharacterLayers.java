package org.fedner.model.network;

import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.TensorNames;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What reads the characters of each distinct word: {@code [words][width]}. */
final class CharacterLayers {
    /** Added to the scores of positions after a word's end, so that none is the largest. */
    private static final float NEVER = -1e9f;

    private final Ops tf;
    private final NetworkInputs inputs;
    private final Map<String, Operand<TFloat32>> parameters;

    CharacterLayers(Ops tf, NetworkInputs inputs, Map<String, Operand<TFloat32>> parameters) {
        this.tf = tf;
        this.inputs = inputs;
        this.parameters = parameters;
    }

    Operand<TFloat32> of(CharacterLayer layer) {
        return layer instanceof CharacterLayer.BiLstm lstm ? lstm(lstm) : cnn((CharacterLayer.Cnn) layer);
    }

    /** Of each direction the state after its last character: a word's last one ahead, its first one back. */
    private Operand<TFloat32> lstm(CharacterLayer.BiLstm sizes) {
        Grid grid = new Grid(tf, inputs.letters, inputs.letterMirror);
        Operand<TFloat32> letters =
                tf.gather(parameters.get(TensorNames.CHARACTER_EMBEDDING), inputs.letters, tf.constant(0));
        int units = sizes.units();
        BiLstmGraph lstm =
                new BiLstmGraph(grid, letters, sizes.dimension(), units, TensorNames.CHARACTER_LSTM, parameters);
        Operand<TFloat32> ahead = tf.gather(grid.flat(lstm.aheadHidden(), units), inputs.lastLetters, tf.constant(0));
        Operand<TFloat32> back = tf.reshape(
                tf.slice(lstm.backHidden(), tf.constant(new int[] {0, 0, 0}), tf.constant(new int[] {1, -1, -1})),
                tf.constant(new int[] {-1, units}));
        return tf.concat(List.of(ahead, back), tf.constant(1));
    }

    /**
     * CNN over a word's characters in table form: few characters exist, so each one's product with each column of the
     * filter is computed once, and a window's score is a sum of rows gathered from these products.
     */
    private Operand<TFloat32> cnn(CharacterLayer.Cnn sizes) {
        Operand<TInt32> characters = inputs.characters;
        int width = sizes.width();
        int side = width / 2;
        Operand<TFloat32> embedding = parameters.get(TensorNames.CHARACTER_EMBEDDING);
        Operand<TFloat32> filters = parameters.get(TensorNames.CHARACTER_CNN_W);
        Operand<TInt32> longest = tf.reshape(tf.shape.size(characters, tf.constant(1)), tf.array(new int[0]));
        Operand<TInt32> padded = tf.pad(characters, tf.constant(new int[][] {{0, 0}, {side, side}}), tf.constant(0));
        Operand<TFloat32> scores = null;
        for (int k = 0; k < width; k++) {
            Operand<TFloat32> column = tf.reshape(
                    tf.slice(filters, tf.constant(new int[] {k, 0, 0}), tf.constant(new int[] {1, -1, -1})),
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
