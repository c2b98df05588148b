package org.fedner.model.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.BlockLSTMGrad;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Forward and backward graph of a network; batch, length and number of tags are dynamic.
 *
 * <p>Everything is time-major, {@code [steps][batch][..]}. Forward twice over the same parameters, with dropout for
 * training and without for tagging. Backward in two halves that meet at the cut: from the emission scores down to the
 * outputs of the two LSTMs, {@code BlockLSTMGrad} placed by hand (TensorFlow has no gradient for {@code BlockLSTM}), and
 * from its input gradient down the shared module.
 */
final class NetworkGraph implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final NetworkSpec spec;
    private final Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();

    /** Distinct words of the batch: character ids {@code [words][longest + 2]}, zero-padded. */
    final Placeholder<TInt32> characters = input("characters", TInt32.class, -1, -1);
    /** {@code [words]}. */
    final Placeholder<TInt32> capitalisations = input("capitalisations", TInt32.class, -1);
    /** Hashed words: {@code [words][tables * hashes]}. */
    final Placeholder<TInt32> rows = input("rows", TInt32.class, -1, -1);
    /** Frozen vectors, or tuned ones as they now are: {@code [words][dimension]}. */
    final Placeholder<TFloat32> vectors = input("vectors", TFloat32.class, -1, -1);
    /** Which distinct word stands at each place, {@code [steps][batch]}; 0 where the sentence is over. */
    final Placeholder<TInt32> places = input("places", TInt32.class, -1, -1);
    /** For each place of {@code [steps * batch]}, the place that takes its turn when sentences are read backwards. */
    final Placeholder<TInt32> mirror = input("mirror", TInt32.class, -1);
    /** 1 within a sentence, 0 after it, {@code [steps][batch][1]}. */
    final Placeholder<TFloat32> within = input("within", TFloat32.class, -1, -1, 1);
    /** Dropout of words (zero after a sentence's end), word CNN and Bi-LSTM: 0 or 1 / (1 - p), {@code [steps][batch][width]}. */
    final List<Placeholder<TFloat32>> dropouts = List.of(
            input("dropout.words", TFloat32.class, -1, -1, -1),
            input("dropout.cnn", TFloat32.class, -1, -1, -1),
            input("dropout.lstm", TFloat32.class, -1, -1, -1));
    /** Hashed words: 1, or 0 where a word's form is dropped, {@code [words][1]}. */
    final Placeholder<TFloat32> formKept = input("dropout.form", TFloat32.class, -1, 1);
    /** {@code [steps * batch][tags]}. */
    final Placeholder<TFloat32> emissionGradient = input("emission.gradient", TFloat32.class, -1, -1);

    /** {@code [steps * batch][tags]}, with dropout. */
    final Output<TFloat32> trainingEmissions;
    /** {@code [steps * batch][tags]}, without dropout. */
    final Output<TFloat32> emissions;
    /**
     * Gradient of every parameter but those of the CRF; under {@link TensorNames#WORD_VECTORS_CHANGE} that of the tuned
     * vectors as they were fed, one row for each distinct word of the batch.
     */
    final Map<String, Output<?>> gradients = new LinkedHashMap<>();
    /** Forward values the backward half reads: fetched in the first run, fed in the second. */
    final List<Output<?>> crossing;

    NetworkGraph(NetworkSpec spec) {
        this.spec = spec;
        for (TensorSpec tensor : spec.sharedLayout().tensors()) {
            parameters.put(tensor.name(), parameter(tensor, Shape.of(dimensions(tensor))));
        }
        for (TensorSpec tensor : spec.privateLayout(2).tensors()) {
            if (!tensor.name().startsWith("crf.")) {
                long[] shape = dimensions(tensor);
                if (tensor.name().startsWith("emission.")) {
                    shape[shape.length - 1] = -1; // platforms have tag sets of their own
                }
                parameters.put(tensor.name(), parameter(tensor, Shape.of(shape)));
            }
        }
        emissions = forward(false).emissions.asOutput();
        Forward training = forward(true);
        trainingEmissions = training.emissions.asOutput();
        backward(training);
        crossing = crossing();
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

    private Placeholder<TFloat32> parameter(TensorSpec tensor, Shape shape) {
        return tf.withName(tensor.name()).placeholder(TFloat32.class, Placeholder.shape(shape));
    }

    private <T extends TType> Placeholder<T> input(String name, Class<T> type, long... shape) {
        return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(shape)));
    }

    private record Forward(
            Operand<TFloat32> shared,
            BlockLSTM<TFloat32> ahead,
            BlockLSTM<TFloat32> back,
            Operand<TFloat32> aheadHidden,
            Operand<TFloat32> backHidden,
            Operand<TFloat32> emissions) {}

    private Forward forward(boolean training) {
        Operand<TFloat32> words =
                tf.gather(new WordLayers(tf, spec, parameters).words(this, training), places, tf.constant(0));
        Operand<TFloat32> shared = wordCnn(tf.math.mul(words, training ? dropouts.get(0) : within));
        shared = training ? tf.math.mul(shared, dropouts.get(1)) : shared;

        BlockLSTM<TFloat32> ahead = lstm(shared, TensorNames.LSTM_FORWARD_W, TensorNames.LSTM_FORWARD_B);
        BlockLSTM<TFloat32> back =
                lstm(mirrored(shared, spec.wordCnnFilters()), TensorNames.LSTM_BACKWARD_W, TensorNames.LSTM_BACKWARD_B);
        Operand<TFloat32> aheadHidden = tf.identity(ahead.h());
        Operand<TFloat32> backHidden = tf.identity(mirrored(back.h(), spec.lstmUnits()));
        Operand<TFloat32> hidden = tf.concat(List.of(aheadHidden, backHidden), tf.constant(2));
        hidden = training ? tf.math.mul(hidden, dropouts.get(2)) : hidden;
        Operand<TFloat32> scores = tf.math.add(
                tf.linalg.matMul(flat(hidden, 2 * spec.lstmUnits()), parameters.get(TensorNames.EMISSION_W)),
                parameters.get(TensorNames.EMISSION_B));
        return new Forward(shared, ahead, back, aheadHidden, backHidden, scores);
    }

    /** Windows of {@code [steps][batch][in]} times the filters, ReLU; beyond the sentence everything is zero. */
    private Operand<TFloat32> wordCnn(Operand<TFloat32> words) {
        int width = spec.wordCnnWidth();
        int side = width / 2;
        Operand<TInt32> steps = scalar(tf.shape.size(places, tf.constant(0)));
        Operand<TInt32> all = tf.constant(-1);
        Operand<TFloat32> padded =
                tf.pad(words, tf.constant(new int[][] {{side, side}, {0, 0}, {0, 0}}), tf.constant(0f));
        List<Operand<TFloat32>> shifted = new ArrayList<>();
        for (int k = 0; k < width; k++) {
            shifted.add(tf.slice(padded, tf.constant(new int[] {k, 0, 0}), tf.stack(List.of(steps, all, all))));
        }
        int in = width * spec.wordDimension();
        int out = spec.wordCnnFilters();
        Operand<TFloat32> filters =
                tf.reshape(parameters.get(TensorNames.WORD_CNN_W), tf.constant(new int[] {in, out}));
        Operand<TFloat32> windows = flat(tf.concat(shifted, tf.constant(2)), in);
        return likePlaces(
                tf.nn.relu(tf.math.add(tf.linalg.matMul(windows, filters), parameters.get(TensorNames.WORD_CNN_B))),
                out);
    }

    /** Padding comes after a sentence's last word in both directions, so it never reaches a word. */
    private BlockLSTM<TFloat32> lstm(Operand<TFloat32> x, String weights, String bias) {
        int units = spec.lstmUnits();
        Operand<TInt32> steps = scalar(tf.shape.size(places, tf.constant(0)));
        Operand<TInt32> batch = scalar(tf.shape.size(places, tf.constant(1)));
        Operand<TFloat32> zero = tf.fill(tf.stack(List.of(batch, tf.constant(units))), tf.constant(0f));
        Operand<TFloat32> noPeephole = tf.constant(new float[units]);
        return tf.nn.blockLSTM(
                tf.dtypes.cast(steps, TInt64.class),
                x,
                zero,
                zero,
                parameters.get(weights),
                noPeephole,
                noPeephole,
                noPeephole,
                parameters.get(bias));
    }

    private BlockLSTMGrad<TFloat32> lstmGradient(BlockLSTM<TFloat32> forward, Operand<TFloat32> hiddenGradient) {
        BlockLSTM.Inputs<TFloat32> in = new BlockLSTM.Inputs<>((GraphOperation) forward.op());
        return tf.nn.blockLSTMGrad(
                in.seqLenMax,
                in.x,
                in.csPrev,
                in.hPrev,
                in.w,
                in.wci,
                in.wcf,
                in.wco,
                in.b,
                forward.i(),
                forward.cs(),
                forward.f(),
                forward.o(),
                forward.ci(),
                forward.co(),
                forward.h(),
                tf.zerosLike(forward.cs()),
                hiddenGradient,
                false);
    }

    @SuppressWarnings("unchecked") // the gradient of a float tensor is a float tensor
    private void backward(Forward forward) {
        Output<?>[] above = graph.addGradients(
                "above",
                new Output<?>[] {forward.emissions.asOutput()},
                new Output<?>[] {
                    forward.aheadHidden.asOutput(),
                    forward.backHidden.asOutput(),
                    parameters.get(TensorNames.EMISSION_W).asOutput(),
                    parameters.get(TensorNames.EMISSION_B).asOutput()
                },
                new Output<?>[] {emissionGradient.asOutput()});
        BlockLSTMGrad<TFloat32> ahead = lstmGradient(forward.ahead, (Operand<TFloat32>) above[0]);
        // The mirror is its own inverse, so the gradient passes through it as the values do.
        BlockLSTMGrad<TFloat32> back =
                lstmGradient(forward.back, mirrored((Operand<TFloat32>) above[1], spec.lstmUnits()));
        gradients.put(TensorNames.LSTM_FORWARD_W, ahead.wGrad());
        gradients.put(TensorNames.LSTM_FORWARD_B, ahead.bGrad());
        gradients.put(TensorNames.LSTM_BACKWARD_W, back.wGrad());
        gradients.put(TensorNames.LSTM_BACKWARD_B, back.bGrad());
        gradients.put(TensorNames.EMISSION_W, above[2]);
        gradients.put(TensorNames.EMISSION_B, above[3]);

        Operand<TFloat32> atCut = tf.math.add(ahead.xGrad(), mirrored(back.xGrad(), spec.wordCnnFilters()));
        List<String> shared =
                spec.sharedLayout().tensors().stream().map(TensorSpec::name).toList();
        Map<String, Output<?>> sources = new LinkedHashMap<>();
        shared.forEach(name -> sources.put(name, parameters.get(name).asOutput()));
        spec.sharedLayout().byRows().ifPresent(table -> sources.put(table.name(), vectors.asOutput()));
        Output<?>[] below = graph.addGradients(
                "below",
                new Output<?>[] {forward.shared.asOutput()},
                sources.values().toArray(Output<?>[]::new),
                new Output<?>[] {atCut.asOutput()});
        int next = 0;
        for (String name : sources.keySet()) {
            gradients.put(name, below[next++]);
        }
    }

    private List<Output<?>> crossing() {
        Set<GraphOperation> first = new HashSet<>(graph.subgraphTo(Set.of(trainingEmissions)));
        first.add((GraphOperation) trainingEmissions.op());
        Set<GraphOperation> both = new HashSet<>(graph.subgraphTo(new HashSet<Operand<?>>(gradients.values())));
        gradients.values().forEach(gradient -> both.add((GraphOperation) gradient.op()));
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

    private Operand<TFloat32> mirrored(Operand<TFloat32> x, int width) {
        return likePlaces(tf.gather(flat(x, width), mirror, tf.constant(0)), width);
    }

    private Operand<TFloat32> flat(Operand<TFloat32> x, int width) {
        return tf.reshape(x, tf.constant(new int[] {-1, width}));
    }

    private Operand<TFloat32> likePlaces(Operand<TFloat32> x, int width) {
        return tf.reshape(x, tf.concat(List.of(tf.shape(places), tf.constant(new int[] {width})), tf.constant(0)));
    }

    private Operand<TInt32> scalar(Operand<TInt32> size) {
        return tf.reshape(size, tf.array(new int[0]));
    }

    @Override
    public void close() {
        graph.close();
    }
}
