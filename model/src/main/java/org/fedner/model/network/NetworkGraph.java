package org.fedner.model.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;
import org.fedner.model.parameters.WordCnn;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Forward and backward graph of a network, whatever its layers and its cut; batch, length and number of tags are dynamic.
 *
 * <p>Everything is time-major, {@code [steps][batch][..]}. Forward twice over the same parameters, with dropout for
 * training and without for tagging. Backward from the emission scores down, see {@link Tape}.
 */
final class NetworkGraph implements AutoCloseable {
    private static final int ANY_TAGS = 2;

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final NetworkSpec spec;
    private final Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    private final Grid grid;

    final NetworkInputs inputs;
    /** {@code [steps * batch][tags]}, with dropout. */
    final Output<TFloat32> trainingEmissions;
    /** {@code [steps * batch][tags]}, without dropout. */
    final Output<TFloat32> emissions;
    /**
     * Gradient of every parameter but those of the CRF; under {@link TensorNames#WORD_VECTORS_CHANGE} that of the tuned
     * vectors as they were fed, one row for each distinct word of the batch.
     */
    final Map<String, Output<?>> gradients;
    /** Forward values the backward half reads: fetched in the first run, fed in the second. */
    final List<Output<?>> crossing;
    /** What the gradients of single units are made from; empty where they are computed one after the other. */
    final Optional<UnitSignals> units;
    /** As {@link #crossing}, for {@link #units}. */
    final List<Output<?>> unitCrossing;

    NetworkGraph(NetworkSpec spec) {
        this.spec = spec;
        inputs = new NetworkInputs(tf, spec);
        grid = new Grid(tf, inputs.places, inputs.mirror);
        int tagCount = spec.tags().isEmpty() ? ANY_TAGS : spec.tags().size();
        for (ParameterLayout layout : List.of(spec.sharedLayout(), spec.privateLayout(tagCount))) {
            layout.tensors().stream()
                    .filter(tensor -> !tensor.name().startsWith("crf."))
                    .forEach(this::parameter);
        }
        emissions = forward(false, new Tape()).asOutput();
        Tape tape = new Tape();
        trainingEmissions = forward(true, tape).asOutput();
        gradients = tape.backward(graph, trainingEmissions, inputs.emissionGradient);
        crossing = crossing(gradients.values());
        units = UnitSignals.supports(spec)
                ? Optional.of(new UnitSignals(graph, tf, tape, trainingEmissions, inputs.emissionGradient))
                : Optional.empty();
        unitCrossing = units.map(signals -> crossing(signals.signals())).orElse(List.of());
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

    /** The emission scores. */
    private Operand<TFloat32> forward(boolean training, Tape tape) {
        Operand<TFloat32> words = tape.mark(
                Tape.Mark.WORDS,
                tf.gather(
                        new WordLayers(tf, spec, inputs, parameters, tape).words(training),
                        inputs.places,
                        tf.constant(0)));
        if (spec.contextual().isPresent()) {
            words = tf.concat(List.of(words, mixture(spec.contextual().get(), tape)), tf.constant(2));
        }
        Operand<TFloat32> below =
                tape.mark(Tape.Mark.INPUT, tf.math.mul(words, training ? inputs.dropouts.get(0) : inputs.within));
        int layer = 1;
        if (spec.wordCnn().isPresent()) {
            below = wordCnn(spec.wordCnn().get(), below, tape);
            below = training ? tf.math.mul(below, inputs.dropouts.get(layer++)) : below;
        }
        int width = spec.contextDimension();
        for (int i = 0; i < spec.lstmUnits().size(); i++) {
            int units = spec.lstmUnits().get(i);
            BiLstm lstm = tape.cross(new BiLstm(grid, below, width, units, TensorNames.lstm(i), parameters));
            below = tf.concat(List.of(lstm.aheadHidden(), lstm.backHidden()), tf.constant(2));
            below = training ? tf.math.mul(below, inputs.dropouts.get(layer++)) : below;
            width = 2 * units;
        }
        return tf.math.add(
                tf.linalg.matMul(
                        tape.mark(Tape.Mark.TOP, grid.flat(below, width)), parameter(TensorNames.EMISSION_W, tape)),
                parameter(TensorNames.EMISSION_B, tape));
    }

    /** gamma times the sum of the layers, each by its share of the softmax: {@code [steps][batch][dimension]}. */
    private Operand<TFloat32> mixture(ContextualInput contextual, Tape tape) {
        Operand<TFloat32> row =
                tf.reshape(parameter(TensorNames.MIXTURE_W, tape), tf.constant(new int[] {1, contextual.layers()}));
        Operand<TFloat32> shares = tf.math.mul(tf.nn.softmax(row), parameter(TensorNames.MIXTURE_GAMMA, tape));
        return grid.like(tf.linalg.matMul(shares, inputs.contextual), contextual.dimension());
    }

    private Operand<TFloat32> parameter(String name, Tape tape) {
        return tape.use(name, parameters.get(name));
    }

    /** Windows of {@code [steps][batch][in]} times the filters, the widths side by side, ReLU. */
    private Operand<TFloat32> wordCnn(WordCnn cnn, Operand<TFloat32> words, Tape tape) {
        List<Operand<TFloat32>> scores = new ArrayList<>();
        for (int i = 0; i < cnn.widths().size(); i++) {
            scores.add(tape.mark(
                    Tape.Mark.FILTERED,
                    tf.math.add(
                            tf.linalg.matMul(
                                    windows(words, cnn.widths().get(i)),
                                    filters(i, cnn.widths().get(i), cnn.filters(), tape)),
                            parameter(TensorNames.wordCnnB(i), tape))));
        }
        Operand<TFloat32> all = scores.size() == 1 ? scores.get(0) : tf.concat(scores, tf.constant(1));
        return grid.like(tf.nn.relu(all), cnn.outputDimension());
    }

    private Operand<TFloat32> filters(int index, int width, int filters, Tape tape) {
        return tf.reshape(
                parameter(TensorNames.wordCnnW(index), tape),
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

    private List<Output<?>> crossing(Collection<Output<?>> ends) {
        Set<GraphOperation> first = new HashSet<>(graph.subgraphTo(Set.of(trainingEmissions)));
        first.add((GraphOperation) trainingEmissions.op());
        Set<GraphOperation> both = new HashSet<>(graph.subgraphTo(new HashSet<Operand<?>>(ends)));
        ends.forEach(end -> both.add((GraphOperation) end.op()));
        Map<String, Output<?>> found = new TreeMap<>();
        for (GraphOperation operation : both) {
            for (int i = 0; !first.contains(operation) && i < operation.numInputs(); i++) {
                Output<?> value = operation.input(i);
                GraphOperation source = (GraphOperation) value.op();
                boolean isGiven = source.type().equals("Const") || source.type().equals("Placeholder");
                if (first.contains(source) && !isGiven) {
                    found.put(source.name() + ":" + value.index(), value);
                }
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public void close() {
        graph.close();
    }
}
