package org.fedner.model.encoder;

import java.util.Arrays;
import org.fedner.model.network.NetworkThreads;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One direction of one layer: an LSTM whose output is projected, with cells and outputs clipped (Sak et al. 2014). Gates in
 * the order input, new value, forget, output; 1 is added to the forget gate.
 */
final class ProjectedLstm implements AutoCloseable {
    private static final float FORGET_BIAS = 1f;

    private final int cells;
    private final int width;
    private final FrozenGraph graph;
    private final Placeholder<TFloat32> x; // [steps * batch][width]
    private final Operand<TFloat32> ofInputs; // [steps * batch][4 * cells]
    private final Placeholder<TFloat32> fromInputs; // [batch][4 * cells], of one step
    private final Placeholder<TFloat32> cell; // [batch][cells]
    private final Placeholder<TFloat32> output; // [batch][width]
    private final Operand<TFloat32> nextCell;
    private final Operand<TFloat32> nextOutput;

    ProjectedLstm(BiLmOptions options, BiLmWeights weights, int direction, int layer, NetworkThreads threads)
            throws BiLmFormatException {
        cells = options.cells();
        width = options.projection();
        int gates = 4 * cells;
        String name = "RNN_%d/RNN/MultiRNNCell/Cell%d/LSTMCell/".formatted(direction, layer);
        float[] w = weights.array(name + "W_0", 2 * width, gates);
        graph = new FrozenGraph(threads);
        Ops tf = graph.tf;
        x = graph.input(-1, width);
        ofInputs = tf.math.add(
                tf.linalg.matMul(x, graph.weight(Arrays.copyOf(w, width * gates), width, gates)),
                graph.weight(weights.array(name + "B", gates), gates));
        fromInputs = graph.input(-1, gates);
        cell = graph.input(-1, cells);
        output = graph.input(-1, width);
        Operand<TFloat32> all = tf.math.add(
                fromInputs,
                tf.linalg.matMul(output, graph.weight(Arrays.copyOfRange(w, width * gates, w.length), width, gates)));
        Operand<TFloat32> kept =
                tf.math.mul(tf.math.sigmoid(tf.math.add(gate(all, 2), tf.constant(FORGET_BIAS))), cell);
        Operand<TFloat32> taken = tf.math.mul(tf.math.sigmoid(gate(all, 0)), tf.math.tanh(gate(all, 1)));
        nextCell = clipped(tf.math.add(kept, taken), options.cellClip());
        nextOutput = clipped(
                tf.linalg.matMul(
                        tf.math.mul(tf.math.sigmoid(gate(all, 3)), tf.math.tanh(nextCell)),
                        graph.weight(weights.array(name + "W_P_0", cells, width), cells, width)),
                options.projectionClip());
    }

    private Operand<TFloat32> gate(Operand<TFloat32> all, int index) {
        Operand<TInt32> from = graph.tf.constant(new int[] {0, index * cells});
        return graph.tf.slice(all, from, graph.tf.constant(new int[] {-1, cells}));
    }

    private Operand<TFloat32> clipped(Operand<TFloat32> values, float clip) {
        return Float.isInfinite(clip)
                ? values
                : graph.tf.clipByValue(values, graph.tf.constant(-clip), graph.tf.constant(clip));
    }

    /**
     * Reads sequences side by side.
     *
     * @param inputs {@code [steps][batch][width]}
     * @param lengths of each sequence
     * @param cellState {@code [batch][cells]}, moved on to after each sequence's last step
     * @param outputState {@code [batch][width]}, likewise
     * @return {@code [steps][batch][width]}; zero after a sequence's end
     */
    float[] run(float[] inputs, int[] lengths, int steps, float[] cellState, float[] outputState) {
        int batch = lengths.length;
        int gates = 4 * cells;
        float[] projected = new float[steps * batch * gates];
        try (TFloat32 fed = FrozenGraph.tensor(inputs, (long) steps * batch, width);
                Result result = graph.runner().feed(x, fed).fetch(ofInputs).run()) {
            FrozenGraph.read(result.get(0), projected, 0, projected.length);
        }
        float[] outputs = new float[steps * batch * width];
        float[] cellsNow = new float[batch * cells];
        float[] outputsNow = new float[batch * width];
        for (int t = 0; t < steps; t++) {
            float[] ofStep = Arrays.copyOfRange(projected, t * batch * gates, (t + 1) * batch * gates);
            step(ofStep, batch, cellState, outputState, cellsNow, outputsNow);
            for (int b = 0; b < batch; b++) {
                if (t < lengths[b]) {
                    System.arraycopy(cellsNow, b * cells, cellState, b * cells, cells);
                    System.arraycopy(outputsNow, b * width, outputState, b * width, width);
                    System.arraycopy(outputsNow, b * width, outputs, (t * batch + b) * width, width);
                }
            }
        }
        return outputs;
    }

    private void step(
            float[] ofInput,
            int batch,
            float[] cellBefore,
            float[] outputBefore,
            float[] cellAfter,
            float[] outputAfter) {
        try (TFloat32 inputNow = FrozenGraph.tensor(ofInput, batch, 4L * cells);
                TFloat32 cellNow = FrozenGraph.tensor(cellBefore, batch, cells);
                TFloat32 outputNow = FrozenGraph.tensor(outputBefore, batch, width);
                Result result = graph.runner()
                        .feed(fromInputs, inputNow)
                        .feed(cell, cellNow)
                        .feed(output, outputNow)
                        .fetch(nextCell)
                        .fetch(nextOutput)
                        .run()) {
            FrozenGraph.read(result.get(0), cellAfter, 0, cellAfter.length);
            FrozenGraph.read(result.get(1), outputAfter, 0, outputAfter.length);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
