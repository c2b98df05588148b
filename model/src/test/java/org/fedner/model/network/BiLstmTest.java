package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fedner.model.parameters.TensorNames;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** The Bi-LSTM whose gradient is placed by hand, against one unrolled step by step that TensorFlow differentiates. */
class BiLstmTest {
    private static final int STEPS = 7;
    private static final int WIDTH = 5;
    private static final int UNITS = 4;
    private static final int[] LENGTHS = {7, 3, 1};
    private static final TensorNames.Lstm NAMES = TensorNames.lstm(0);
    private static final double TOLERANCE = 1e-6;

    private final Random random = new Random(4);
    private final double[] x = gaussian(STEPS * LENGTHS.length * WIDTH);
    private final Map<String, double[]> parameters = new LinkedHashMap<>();
    private final double[] fromAhead = cleared(gaussian(STEPS * LENGTHS.length * UNITS));
    private final double[] fromBack = cleared(gaussian(STEPS * LENGTHS.length * UNITS));

    BiLstmTest() {
        for (String w : List.of(NAMES.forwardW(), NAMES.backwardW())) {
            parameters.put(w, gaussian((WIDTH + UNITS) * 4 * UNITS));
        }
        for (String b : List.of(NAMES.forwardB(), NAMES.backwardB())) {
            parameters.put(b, gaussian(4 * UNITS));
        }
    }

    @Test
    void hiddenSequencesAndGradientsAgreeWithTheUnrolledGraph() {
        Map<String, double[]> placed = placedByHand();
        Map<String, double[]> unrolled = unrolled();
        assertThat(placed.keySet()).isEqualTo(unrolled.keySet()).hasSize(7);
        placed.forEach((name, values) -> {
            double[] expected = unrolled.get(name);
            assertThat(values).hasSameSizeAs(expected);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i])
                        .as("%s [%d]", name, i)
                        .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
            }
        });
    }

    private double[] gaussian(int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.5 * random.nextGaussian()); // the same in both precisions
        }
        return values;
    }

    /** Nothing above a place beyond its sentence's end asks for a gradient. */
    private static double[] cleared(double[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            int place = i / UNITS;
            gradient[i] = place / LENGTHS.length < LENGTHS[place % LENGTHS.length] ? gradient[i] : 0;
        }
        return gradient;
    }

    private Map<String, double[]> placedByHand() {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> places = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
            Placeholder<TInt32> mirror = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
            Grid grid = new Grid(tf, places, mirror);
            Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
            parameters.forEach(
                    (name, values) -> weights.put(name, tf.constant(shapeOf(name), DataBuffers.of(floats(values)))));
            Shape sequence = Shape.of(STEPS, LENGTHS.length, UNITS);
            BiLstm lstm = new BiLstm(
                    grid,
                    tf.constant(Shape.of(STEPS, LENGTHS.length, WIDTH), DataBuffers.of(floats(x))),
                    WIDTH,
                    UNITS,
                    NAMES,
                    weights);
            Map<String, Output<?>> gradients = new LinkedHashMap<>();
            Operand<TFloat32> ofInput = lstm.inputGradient(
                    tf.constant(sequence, DataBuffers.of(floats(fromAhead))),
                    tf.constant(sequence, DataBuffers.of(floats(fromBack))),
                    gradients);
            gradients.put("input", ofInput.asOutput());
            Map<String, double[]> found = new LinkedHashMap<>();
            try (TInt32 at = Batch.tensor(new int[STEPS * LENGTHS.length], STEPS, LENGTHS.length);
                    TInt32 turned = Batch.tensor(Batch.mirrored(LENGTHS, STEPS), (long) STEPS * LENGTHS.length)) {
                Session.Runner runner = session.runner().feed(places, at).feed(mirror, turned);
                gradients.values().forEach(runner::fetch);
                runner.fetch(lstm.aheadHidden()).fetch(lstm.backHidden());
                try (Result result = runner.run()) {
                    int next = 0;
                    for (String name : gradients.keySet()) {
                        found.put(name, doubles((TFloat32) result.get(next++)));
                    }
                    found.put("ahead", cleared(doubles((TFloat32) result.get(next++))));
                    found.put("back", cleared(doubles((TFloat32) result.get(next))));
                }
            }
            found.put("input", inputWithin(found.get("input")));
            return ordered(found);
        }
    }

    /** Sentence by sentence, without any padding, in double precision. */
    private Map<String, double[]> unrolled() {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int b = 0; b < LENGTHS.length; b++) {
            try (Graph graph = new Graph();
                    Session session = new Session(graph)) {
                unroll(b, graph, session, sums);
            }
        }
        return ordered(sums);
    }

    private void unroll(int b, Graph graph, Session session, Map<String, double[]> sums) {
        Ops tf = Ops.create(graph);
        int length = LENGTHS[b];
        List<Operand<TFloat64>> inputs = new ArrayList<>();
        for (int t = 0; t < length; t++) {
            double[] row = new double[WIDTH];
            System.arraycopy(x, (t * LENGTHS.length + b) * WIDTH, row, 0, WIDTH);
            inputs.add(tf.constant(Shape.of(1, WIDTH), DataBuffers.of(row)));
        }
        Map<String, Operand<TFloat64>> weights = new LinkedHashMap<>();
        parameters.forEach((name, values) -> weights.put(name, tf.constant(shapeOf(name), DataBuffers.of(values))));
        List<Operand<TFloat64>> ahead = direction(tf, inputs, weights, true);
        List<Operand<TFloat64>> back = direction(tf, inputs, weights, false);
        List<Operand<TFloat64>> parts = new ArrayList<>();
        for (int t = 0; t < length; t++) {
            parts.add(product(tf, ahead.get(t), fromAhead, (t * LENGTHS.length + b) * UNITS));
            parts.add(product(tf, back.get(t), fromBack, (t * LENGTHS.length + b) * UNITS));
        }
        Operand<TFloat64> loss = tf.math.addN(parts);
        List<Output<?>> sources = new ArrayList<>();
        weights.values().forEach(weight -> sources.add(weight.asOutput()));
        inputs.forEach(input -> sources.add(input.asOutput()));
        Output<?>[] gradients = graph.addGradients(loss.asOutput(), sources.toArray(Output<?>[]::new));
        Session.Runner runner = session.runner();
        for (Output<?> gradient : gradients) {
            runner.fetch(gradient);
        }
        ahead.forEach(runner::fetch);
        back.forEach(runner::fetch);
        try (Result result = runner.run()) {
            int next = 0;
            for (String name : weights.keySet()) {
                add(doubles((TFloat64) result.get(next++)), name, 0, parameters.get(name).length, sums);
            }
            for (int t = 0; t < length; t++) {
                add(doubles((TFloat64) result.get(next++)), "input", (t * LENGTHS.length + b) * WIDTH, x.length, sums);
            }
            for (String name : List.of("ahead", "back")) {
                for (int t = 0; t < length; t++) {
                    int at = (t * LENGTHS.length + b) * UNITS;
                    add(doubles((TFloat64) result.get(next++)), name, at, fromAhead.length, sums);
                }
            }
        }
    }

    /** Whose gradient is what comes from above. */
    private static Operand<TFloat64> product(Ops tf, Operand<TFloat64> hidden, double[] from, int at) {
        double[] row = new double[UNITS];
        System.arraycopy(from, at, row, 0, UNITS);
        Operand<TFloat64> factor = tf.constant(Shape.of(1, UNITS), DataBuffers.of(row));
        return tf.reduceSum(tf.math.mul(hidden, factor), tf.constant(new int[] {0, 1}));
    }

    private static List<Operand<TFloat64>> direction(
            Ops tf, List<Operand<TFloat64>> inputs, Map<String, Operand<TFloat64>> weights, boolean isAhead) {
        Operand<TFloat64> w = weights.get(isAhead ? NAMES.forwardW() : NAMES.backwardW());
        Operand<TFloat64> b = weights.get(isAhead ? NAMES.forwardB() : NAMES.backwardB());
        List<Operand<TFloat64>> hidden = new ArrayList<>(inputs);
        Operand<TFloat64> h = tf.constant(new double[1][UNITS]);
        Operand<TFloat64> c = tf.constant(new double[1][UNITS]);
        for (int step = 0; step < inputs.size(); step++) {
            int t = isAhead ? step : inputs.size() - 1 - step;
            Operand<TFloat64> gates =
                    tf.math.add(tf.linalg.matMul(tf.concat(List.of(inputs.get(t), h), tf.constant(1)), w), b);
            List<Operand<TFloat64>> parts = new ArrayList<>();
            for (int gate = 0; gate < 4; gate++) {
                parts.add(tf.slice(gates, tf.constant(new int[] {0, gate * UNITS}), tf.constant(new int[] {1, UNITS})));
            }
            c = tf.math.add(
                    tf.math.mul(tf.math.sigmoid(parts.get(1)), c),
                    tf.math.mul(tf.math.sigmoid(parts.get(0)), tf.math.tanh(parts.get(2))));
            h = tf.math.mul(tf.math.sigmoid(parts.get(3)), tf.math.tanh(c));
            hidden.set(t, h);
        }
        return hidden;
    }

    private static void add(double[] part, String name, int at, int size, Map<String, double[]> sums) {
        double[] sum = sums.computeIfAbsent(name, key -> new double[size]);
        for (int i = 0; i < part.length; i++) {
            sum[at + i] += part[i];
        }
    }

    private static Map<String, double[]> ordered(Map<String, double[]> found) {
        return new TreeMap<>(found);
    }

    private static double[] inputWithin(double[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            int place = i / WIDTH;
            gradient[i] = place / LENGTHS.length < LENGTHS[place % LENGTHS.length] ? gradient[i] : 0;
        }
        return gradient;
    }

    private static Shape shapeOf(String name) {
        return name.endsWith(".w") ? Shape.of(WIDTH + UNITS, 4 * UNITS) : Shape.of(4 * UNITS);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(TFloat32 tensor) {
        float[] values = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(values);
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[] doubles(TFloat64 tensor) {
        double[] values = new double[(int) tensor.size()];
        tensor.asRawTensor().data().asDoubles().read(values);
        return values;
    }
}
