package org.fedner.model.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;
import org.fedner.model.parameters.WordCnn;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The network's graph for tagging, whatever its layers and its cut; batch, length and number of tags are dynamic. Everything is
 * time-major, {@code [steps][batch][..]}. Training is computed elsewhere: {@link TrainingNetwork}.
 */
final class NetworkGraph implements AutoCloseable {
    private static final int ANY_TAGS = 2;

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final NetworkSpec spec;
    private final Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    private final Grid grid;

    final NetworkInputs inputs;
    /** {@code [steps * batch][tags]}. */
    final Output<TFloat32> emissions;

    NetworkGraph(NetworkSpec spec) {
        this.spec = spec;
        inputs = new NetworkInputs(tf);
        grid = new Grid(tf, inputs.places, inputs.mirror);
        int tagCount = spec.tags().isEmpty() ? ANY_TAGS : spec.tags().size();
        for (ParameterLayout layout : List.of(spec.sharedLayout(), spec.privateLayout(tagCount))) {
            layout.tensors().stream()
                    .filter(tensor -> !tensor.name().startsWith("crf."))
                    .forEach(this::parameter);
        }
        emissions = forward().asOutput();
    }

    Graph graph() {
        return graph;
    }

    Map<String, Operand<TFloat32>> parameters() {
        return parameters;
    }

    static long[] dimensions(TensorSpec tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    }

    private void parameter(TensorSpec tensor) {
        long[] shape = dimensions(tensor);
        if (tensor.name().startsWith("emission.")) {
            shape[shape.length - 1] = -1; // platforms have tag sets of their own
        }
        parameters.put(
                tensor.name(),
                tf.withName(tensor.name()).placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape))));
    }

    private Operand<TFloat32> forward() {
        Operand<TFloat32> words =
                tf.gather(new WordLayers(tf, spec, inputs, parameters).words(), inputs.places, tf.constant(0));
        if (spec.contextual().isPresent()) {
            words = tf.concat(List.of(words, mixture(spec.contextual().get())), tf.constant(2));
        }
        Operand<TFloat32> below = tf.math.mul(words, inputs.within);
        if (spec.wordCnn().isPresent()) {
            below = wordCnn(spec.wordCnn().get(), below);
        }
        int width = spec.contextDimension();
        for (int i = 0; i < spec.lstmUnits().size(); i++) {
            int units = spec.lstmUnits().get(i);
            BiLstmGraph lstm = new BiLstmGraph(grid, below, width, units, TensorNames.lstm(i), parameters);
            below = tf.concat(List.of(lstm.aheadHidden(), lstm.backHidden()), tf.constant(2));
            width = 2 * units;
        }
        return tf.math.add(
                tf.linalg.matMul(grid.flat(below, width), parameters.get(TensorNames.EMISSION_W)),
                parameters.get(TensorNames.EMISSION_B));
    }

    /** gamma times the sum of the layers, each by its share of the softmax: {@code [steps][batch][dimension]}. */
    private Operand<TFloat32> mixture(ContextualInput contextual) {
        Operand<TFloat32> row =
                tf.reshape(parameters.get(TensorNames.MIXTURE_W), tf.constant(new int[] {1, contextual.layers()}));
        Operand<TFloat32> shares = tf.math.mul(tf.nn.softmax(row), parameters.get(TensorNames.MIXTURE_GAMMA));
        return grid.like(tf.linalg.matMul(shares, inputs.contextual), contextual.dimension());
    }

    /** Windows of {@code [steps][batch][in]} times the filters, the widths side by side, ReLU. */
    private Operand<TFloat32> wordCnn(WordCnn cnn, Operand<TFloat32> words) {
        List<Operand<TFloat32>> scores = new ArrayList<>();
        for (int i = 0; i < cnn.widths().size(); i++) {
            scores.add(tf.math.add(
                    tf.linalg.matMul(
                            windows(words, cnn.widths().get(i)),
                            filters(i, cnn.widths().get(i), cnn.filters())),
                    parameters.get(TensorNames.wordCnnB(i))));
        }
        Operand<TFloat32> all = scores.size() == 1 ? scores.get(0) : tf.concat(scores, tf.constant(1));
        return grid.like(tf.nn.relu(all), cnn.outputDimension());
    }

    private Operand<TFloat32> filters(int index, int width, int filters) {
        return tf.reshape(
                parameters.get(TensorNames.wordCnnW(index)),
                tf.constant(new int[] {width * spec.wordDimension(), filters}));
    }

    /** Each place with its neighbours, {@code [steps * batch][width * in]}; beyond the sentence everything is zero. */
    private Operand<TFloat32> windows(Operand<TFloat32> words, int width) {
        int side = width / 2;
        Operand<TInt32> all = tf.constant(-1);
        Operand<TFloat32> padded =
                tf.pad(words, tf.constant(new int[][] {{side, side}, {0, 0}, {0, 0}}), tf.constant(0f));
        List<Operand<TFloat32>> shifted = new ArrayList<>();
        for (int k = 0; k < width; k++) {
            shifted.add(tf.slice(padded, tf.constant(new int[] {k, 0, 0}), tf.stack(List.of(grid.steps(), all, all))));
        }
        Operand<TFloat32> joined = width == 1 ? shifted.get(0) : tf.concat(shifted, tf.constant(2));
        return grid.flat(joined, width * spec.wordDimension());
    }

    @Override
    public void close() {
        graph.close();
    }
}
