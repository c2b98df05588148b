package org.fedner.model.layers;

/** Weights and a bias: {@code y = x w + b}. */
public final class Dense implements AutoCloseable {
    private final int in;
    private final int out;
    private final Matrix weights = new Matrix();
    private final float[] bias;
    private final Matrix input = new Matrix();
    private final Matrix output = new Matrix();
    private final Matrix signal = new Matrix();
    private final Matrix inputSignal = new Matrix();
    private final WeightSums sums = new WeightSums();
    private float[] values = new float[0];

    public Dense(int in, int out) {
        this.in = in;
        this.out = out;
        bias = new float[out];
        weights.shaped(in, out);
    }

    /** Takes a copy of {@code [in][out]} weights and {@code [out]} biases. */
    public void load(float[] w, int atW, float[] b, int atB) {
        weights.putRows(0, in, w, atW);
        System.arraycopy(b, atB, bias, 0, out);
    }

    /** Where the caller writes what is read next: {@code [rows][in]}. */
    public Matrix input(int rows) {
        return input.shaped(rows, in);
    }

    /** {@code [rows][out]} of the input as it stands; the array is reused and may be longer. */
    public float[] forward() {
        output.shaped(input.rows(), out).fillRows(bias);
        Matrix.product(1, input.all(), weights.all(), 1, output.all());
        values = Elementwise.room(values, input.rows() * out);
        output.getRows(0, input.rows(), values, 0);
        return values;
    }

    /** Gradient of the input, {@code [rows][in]}, valid until the next call, from that of the output. */
    public Matrix backward(float[] outputGradient) {
        signal.shaped(input.rows(), out).putRows(0, input.rows(), outputGradient, 0);
        Matrix.productWithTurned(
                1,
                signal.all(),
                weights.all(),
                0,
                inputSignal.shaped(input.rows(), in).all());
        return inputSignal;
    }

    /** The same where nobody asks for the gradient of the input. */
    public void signal(float[] outputGradient) {
        signal.shaped(input.rows(), out).putRows(0, input.rows(), outputGradient, 0);
    }

    /** Overwrites the gradients of weights and bias by what was last led back, over these rows. */
    public void gradient(Rows rows, float[] w, int atW, float[] b, int atB) {
        sums.weights(rows, input.all(), signal.all(), w, atW);
        sums.bias(rows, signal.all(), b, atB);
    }

    @Override
    public void close() {
        weights.close();
        input.close();
        output.close();
        signal.close();
        inputSignal.close();
        sums.close();
    }
}
