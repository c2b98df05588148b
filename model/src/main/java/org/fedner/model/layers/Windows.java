package org.fedner.model.layers;

/**
 * A CNN along sequences: windows of odd width, zero beyond a sequence, then ReLU.
 *
 * <p>Sequences stand one after the other here, with as many rows of zeros between them as a window reaches beyond a sequence.
 * So a filter's column k applies to all windows at once, as one product with rows that begin k further on, and no window is
 * ever written down: what it would take, three times the input, does not stay in a processor's cache.
 */
public final class Windows implements AutoCloseable {
    private final int width;
    private final int in;
    private final int filters;
    private final int side;
    private final Matrix weights = new Matrix(); // [width * in][filters]
    private final float[] bias;
    private final float[] zeros;
    private final Matrix input = new Matrix(); // [rows + 2 * side][in]
    private final Matrix scores = new Matrix(); // [rows][filters]
    private final Matrix signal = new Matrix(); // [rows][filters]
    private final Matrix inputSignal = new Matrix(); // [rows + 2 * side][in]
    private final WeightSums sums = new WeightSums();
    private float[] output = new float[0];
    private int[] rowOf = new int[0]; // of each place, in scores and signal; in input it is `side` further on
    private int rows;

    public Windows(int width, int in, int filters) {
        this.width = width;
        this.in = in;
        this.filters = filters;
        side = width / 2;
        bias = new float[filters];
        zeros = new float[Math.max(in, filters)];
        weights.shaped(width * in, filters);
    }

    /** Takes a copy of {@code [width][in][filters]} weights and {@code [filters]} biases. */
    public void load(float[] w, int atW, float[] b, int atB) {
        weights.putRows(0, width * in, w, atW);
        System.arraycopy(b, atB, bias, 0, filters);
    }

    /** {@code [places][filters]} from {@code [places][in]}; the array is reused and may be longer. */
    public float[] forward(Packing packing, float[] values) {
        layOut(packing);
        input.shaped(rows + 2 * side, in);
        clearBetween(packing, input, in, side);
        for (int p = 0; p < packing.places(); p++) {
            input.put(rowOf[p] + side, 0, values, p * in, in);
        }
        scores.shaped(rows, filters).fillRows(bias);
        for (int k = 0; k < width; k++) {
            Matrix.product(1, input.part(k, rows), column(k), 1, scores.all());
        }
        output = Elementwise.room(output, packing.places() * filters);
        for (int p = 0; p < packing.places(); p++) {
            scores.get(rowOf[p], 0, output, p * filters, filters);
        }
        rectify(output, packing.places() * filters);
        return output;
    }

    private void layOut(Packing packing) {
        rowOf = rowOf.length >= packing.places() ? rowOf : new int[packing.places()];
        int next = 0;
        for (int s = 0; s < packing.sequences(); s++) {
            for (int t = 0; t < packing.length(s); t++) {
                rowOf[packing.place(s, t)] = next++;
            }
            next += side;
        }
        rows = next - side;
    }

    /** Zeros before the first sequence, between sequences and after the last one. */
    private void clearBetween(Packing packing, Matrix matrix, int columns, int ahead) {
        for (int i = 0; i < ahead; i++) {
            matrix.put(i, 0, zeros, 0, columns);
            matrix.put(matrix.rows() - 1 - i, 0, zeros, 0, columns);
        }
        for (int s = 0; s + 1 < packing.sequences(); s++) {
            int last = rowOf[packing.place(s, packing.length(s) - 1)] + ahead;
            for (int i = 1; i <= side; i++) {
                matrix.put(last + i, 0, zeros, 0, columns);
            }
        }
    }

    private Matrix.Part column(int k) {
        return weights.part(k * in, in);
    }

    private static void rectify(float[] values, int count) {
        for (int j = 0; j < count; j++) {
            values[j] = Math.max(0f, values[j]);
        }
    }

    /** Adds the gradient of the input to {@code [places][in]}; the output's is changed to that before ReLU. */
    public void backward(Packing packing, float[] outputGradient, float[] inputGradient) {
        for (int i = 0; i < packing.places() * filters; i++) {
            int isAbove = -Float.floatToRawIntBits(output[i]) >> 31; // all ones, or none at zero: no branch to guess
            outputGradient[i] = Float.intBitsToFloat(Float.floatToRawIntBits(outputGradient[i]) & isAbove);
        }
        signal.shaped(rows, filters);
        clearBetween(packing, signal, filters, 0);
        for (int p = 0; p < packing.places(); p++) {
            signal.put(rowOf[p], 0, outputGradient, p * filters, filters);
        }
        inputSignal.shaped(rows + 2 * side, in).fillRows(zeros);
        for (int k = 0; k < width; k++) {
            Matrix.productWithTurned(1, signal.all(), column(k), 1, inputSignal.part(k, rows));
        }
        float[] sum = new float[in];
        float[] part = new float[in];
        for (int p = 0; p < packing.places(); p++) {
            System.arraycopy(inputGradient, p * in, sum, 0, in);
            inputSignal.get(rowOf[p] + side, 0, part, 0, in);
            Elementwise.add(sum, part, in);
            System.arraycopy(sum, 0, inputGradient, p * in, in);
        }
    }

    /** Overwrites the gradients of weights and bias by what was last led back, over these places. */
    public void gradient(Rows places, float[] w, int atW, float[] b, int atB) {
        Rows chosen = places.mapped(rowOf);
        for (int k = 0; k < width; k++) {
            sums.weights(chosen, input.part(k, rows), signal.all(), w, atW + k * in * filters);
        }
        sums.bias(chosen, signal.all(), b, atB);
    }

    @Override
    public void close() {
        for (Matrix matrix : new Matrix[] {weights, input, scores, signal, inputSignal}) {
            matrix.close();
        }
        sums.close();
    }
}
