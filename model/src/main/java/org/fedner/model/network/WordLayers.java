package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.model.parameters.CharacterLayer;
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
    /** Under this name the backward pass leaves the gradient of {@link NetworkInputs#characterFeatures}. */
    static final String CHARACTER_FEATURES = "character.features";

    private final Ops tf;
    private final NetworkSpec spec;
    private final NetworkInputs inputs;
    private final Map<String, Operand<TFloat32>> parameters;
    private final Tape tape;

    WordLayers(Ops tf, NetworkSpec spec, NetworkInputs inputs, Map<String, Operand<TFloat32>> parameters, Tape tape) {
        this.tf = tf;
        this.spec = spec;
        this.inputs = inputs;
        this.parameters = parameters;
        this.tape = tape;
    }

    /** Word, capitalisation and character layer side by side. */
    Operand<TFloat32> words(boolean training) {
        Optional<Operand<TFloat32>> characters = spec.characters().map(layer -> characters(layer, training));
        List<Operand<TFloat32>> parts = new ArrayList<>();
        spec.words().hashed().ifPresent(hashed -> parts.addAll(hashed(hashed, training)));
        spec.words().projected().ifPresent(frozen -> parts.add(projected()));
        if (spec.words() instanceof WordInput.TunedVectors) {
            parts.add(tape.use(TensorNames.WORD_VECTORS_CHANGE, inputs.vectors));
        }
        parts.add(capitalisation());
        characters.ifPresent(parts::add);
        return tf.concat(parts, tf.constant(1));
    }

    /** A character CNN is computed outside the graph while training, where most of its time went on padding. */
    private Operand<TFloat32> characters(CharacterLayer layer, boolean training) {
        return training && layer instanceof CharacterLayer.Cnn
                ? tape.use(CHARACTER_FEATURES, inputs.characterFeatures)
                : new CharacterLayers(tf, inputs, parameters, tape).of(layer);
    }

    private Operand<TFloat32> parameter(String name) {
        return tape.use(name, parameters.get(name));
    }

    private Operand<TFloat32> capitalisation() {
        return tf.gather(parameter(TensorNames.CAPITALISATION_EMBEDDING), inputs.capitalisations, tf.constant(0));
    }

    private Operand<TFloat32> projected() {
        return tf.math.add(
                tf.linalg.matMul(inputs.vectors, parameter(TensorNames.WORD_PROJECTION_W)),
                parameter(TensorNames.WORD_PROJECTION_B));
    }

    /** Bloom embeddings: for each table the sum of a word's rows; the tables side by side. */
    private List<Operand<TFloat32>> hashed(WordInput.Hashed hashed, boolean training) {
        List<Operand<TFloat32>> parts = new ArrayList<>();
        for (int i = 0; i < hashed.tables().size(); i++) {
            WordFeature feature = hashed.tables().get(i).feature();
            Operand<TInt32> rows =
                    tf.slice(inputs.rows, tf.constant(new int[] {0, i * hashed.hashes()}), tf.constant(new int[] {
                        -1, hashed.hashes()
                    }));
            Operand<TFloat32> found = tf.gather(parameter(TensorNames.hashedTable(feature)), rows, tf.constant(0));
            Operand<TFloat32> sum = tf.reduceSum(found, tf.constant(1));
            parts.add(feature == WordFeature.FORM && training ? tf.math.mul(sum, inputs.formKept) : sum);
        }
        return parts;
    }
}
