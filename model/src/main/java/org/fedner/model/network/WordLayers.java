package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Ops tf;
    private final NetworkSpec spec;
    private final NetworkInputs inputs;
    private final Map<String, Operand<TFloat32>> parameters;

    WordLayers(Ops tf, NetworkSpec spec, NetworkInputs inputs, Map<String, Operand<TFloat32>> parameters) {
        this.tf = tf;
        this.spec = spec;
        this.inputs = inputs;
        this.parameters = parameters;
    }

    /** Word, capitalisation and character layer side by side. */
    Operand<TFloat32> words() {
        Optional<Operand<TFloat32>> characters =
                spec.characters().map(layer -> new CharacterLayers(tf, inputs, parameters).of(layer));
        List<Operand<TFloat32>> parts = new ArrayList<>();
        spec.words().hashed().ifPresent(hashed -> parts.addAll(hashed(hashed)));
        spec.words().projected().ifPresent(frozen -> parts.add(projected()));
        if (spec.words() instanceof WordInput.TunedVectors) {
            parts.add(inputs.vectors);
        }
        parts.add(capitalisation());
        characters.ifPresent(parts::add);
        return tf.concat(parts, tf.constant(1));
    }

    private Operand<TFloat32> capitalisation() {
        return tf.gather(parameters.get(TensorNames.CAPITALISATION_EMBEDDING), inputs.capitalisations, tf.constant(0));
    }

    private Operand<TFloat32> projected() {
        return tf.math.add(
                tf.linalg.matMul(inputs.vectors, parameters.get(TensorNames.WORD_PROJECTION_W)),
                parameters.get(TensorNames.WORD_PROJECTION_B));
    }

    /** Bloom embeddings: for each table the sum of a word's rows; the tables side by side. */
    private List<Operand<TFloat32>> hashed(WordInput.Hashed hashed) {
        List<Operand<TFloat32>> parts = new ArrayList<>();
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordFeature feature = hashed.tables().get(i).feature();
            Operand<TInt32> rows =
                    tf.slice(inputs.rows, tf.constant(new int[] {0, i * hashed.hashes()}), tf.constant(new int[] {
                        -1, hashed.hashes()
                    }));
            Operand<TFloat32> found = tf.gather(parameters.get(TensorNames.hashedTable(feature)), rows, tf.constant(0));
            Operand<TFloat32> sum = tf.reduceSum(found, tf.constant(1));
            parts.add(sum);
        }
        return parts;
    }
}
