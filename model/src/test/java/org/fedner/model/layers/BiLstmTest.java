package org.fedner.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fedner.model.parameters.TensorNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/** The Bi-LSTM and its gradients against one unrolled step by step that TensorFlow differentiates, in doubles. */
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hiddenSequencesAndGradientsAgreeWithTheUnrolledGraph(boolean atOnce) {
        Map<String, double[]> placed = packed(atOnce);
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

    private Map<String, double[]> packed(boolean atOnce) {
        Packing packing = new Packing(LENGTHS);
        Map<String, double[]> found = new LinkedHashMap<>();
        try (BiLstm lstm = new BiLstm(WIDTH, UNITS, atOnce)) {
            for (boolean ahead : new boolean[] {true, false}) {
                lstm.load(ahead, floats(parameters.get(w(ahead))), 0, floats(parameters.get(b(ahead))), 0);
            }
            float[] hidden = lstm.forward(packing, rows(packing, x, WIDTH, 1, 0));
            float[] above = rows(packing, fromAhead, UNITS, 2, 0);
            float[] ofBack = rows(packing, fromBack, UNITS, 2, UNITS);
            for (int i = 0; i < above.length; i++) {
                above[i] += ofBack[i];
            }
            found.put("input", padded(packing, lstm.backward(packing, above, ahead -> {}), WIDTH, 1, 0));
            found.put("ahead", padded(packing, hidden, UNITS, 2, 0));
            found.put("back", padded(packing, hidden, UNITS, 2, UNITS));
            for (boolean ahead : new boolean[] {true, false}) {
                float[] ofW = new float[parameters.get(w(ahead)).length];
                float[] ofB = new float[parameters.get(b(ahead)).length];
                lstm.gradient(ahead, packing, Rows.all(), ofW, 0, ofB, 0);
                found.put(w(ahead), doubles(ofW));
                found.put(b(ahead), doubles(ofB));
                unitsAddUp(lstm, packing, ahead, ofW, ofB);
            }
        }
        return ordered(found);
    }

    /** Over one sequence after the other the gradients are parts of the whole. */
    private static void unitsAddUp(BiLstm lstm, Packing packing, boolean ahead, float[] ofW, float[] ofB) {
        float[] sumW = new float[ofW.length];
        float[] sumB = new float[ofB.length];
        for (int s = 0; s < LENGTHS.length; s++) {
            float[] w = new float[ofW.length];
            float[] b = new float[ofB.length];
            lstm.gradient(ahead, packing, Rows.of(packing.placesOf(s, 1), 2), w, 0, b, 0);
            Elementwise.add(sumW, w, w.length);
            Elementwise.add(sumB, b, b.length);
        }
        for (int i = 0; i < ofW.length; i++) {
            assertThat(sumW[i]).isCloseTo(2 * ofW[i], within(1e-5f));
        }
        for (int i = 0; i < ofB.length; i++) {
            assertThat(sumB[i]).isCloseTo(2 * ofB[i], within(1e-5f));
        }
    }

    private static String w(boolean ahead) {
        return ahead ? NAMES.forwardW() : NAMES.backwardW();
    }

    private static String b(boolean ahead) {
        return ahead ? NAMES.forwardB() : NAMES.backwardB();
    }

    /** From {@code [steps][batch][width]} to {@code [places][parts * width]}, from a column on. */
    private static float[] rows(Packing packing, double[] values, int width, int parts, int column) {
        float[] rows = new float[packing.places() * parts * width];
        for (int s = 0; s < LENGTHS.length; s++) {
            for (int t = 0; t < LENGTHS[s]; t++) {
                for (int j = 0; j < width; j++) {
                    rows[packing.place(s, t) * parts * width + column + j] =
                            (float) values[(t * LENGTHS.length + s) * width + j];
                }
            }
        }
        return rows;
    }

    /** And back. */
    private static double[] padded(Packing packing, float[] rows, int width, int parts, int column) {
        double[] values = new double[STEPS * LENGTHS.length * width];
        for (int s = 0; s < LENGTHS.length; s++) {
            for (int t = 0; t < LENGTHS[s]; t++) {
                for (int j = 0; j < width; j++) {
                    values[(t * LENGTHS.length + s) * width + j] =
                            rows[packing.place(s, t) * parts * width + column + j];
                }
            }
        }
        return values;
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

    private static double[] doubles(float[] values) {
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
