package org.fedner.model.layers;

import java.util.Arrays;

/** Gradients of a layer's weights and bias: sums of outer products over places. Its memory is kept from call to call. */
final class WeightSums implements AutoCloseable {
    private final Matrix weights = new Matrix();
    private final Matrix inputs = new Matrix();
    private final Matrix signals = new Matrix();
    private final Matrix ones = new Matrix();
    private final Matrix bias = new Matrix();

    /** Overwrites {@code target[offset ..)} with the sum of input times signal, {@code [inputs][signals]}. */
    void weights(Rows rows, Matrix.Part input, Matrix.Part signal, float[] target, int offset) {
        Matrix.Part left = rows.of(input, inputs);
        Matrix.Part right = rows.of(signal, signals);
        weights.shaped(left.matrix().columns(), right.matrix().columns());
        if (left.rows() == 0) {
            weights.fillRows(new float[weights.columns()]);
        } else {
            Matrix.productOfTurned(rows.share(), left, right, 0, weights.all());
        }
        weights.getRows(0, weights.rows(), target, offset);
    }

    /** Overwrites {@code target[offset ..)} with the sum of the signals. */
    void bias(Rows rows, Matrix.Part signal, float[] target, int offset) {
        Matrix.Part summed = rows.of(signal, signals);
        ones.shaped(1, summed.rows());
        float[] row = new float[summed.rows()];
        Arrays.fill(row, rows.share());
        ones.put(0, 0, row, 0, row.length);
        Matrix.product(
                1,
                ones.all(),
                summed,
                0,
                bias.shaped(1, summed.matrix().columns()).all());
        bias.getRows(0, 1, target, offset);
    }

    @Override
    public void close() {
        weights.close();
        inputs.close();
        signals.close();
        ones.close();
        bias.close();
    }
}
