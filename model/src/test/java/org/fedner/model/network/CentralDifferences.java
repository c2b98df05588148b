package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorSpec;

/** A gradient against differences of the loss, tensor by tensor. */
final class CentralDifferences {
    private static final int RANDOM_DIRECTIONS = 3;

    private CentralDifferences() {}

    /** The loss at the values as they are at the moment. */
    interface Loss {
        double value() throws DivergedException;
    }

    /**
     * Along the gradient, where a wrong length shows, and along random directions, where a wrong coordinate does. A long step
     * may lie across a kink of a ReLU or a maximum, a short one is lost in a loss of single precision.
     *
     * @param tolerance of the slope: absolute, or relative to a slope above 1
     */
    static void agree(
            ParameterLayout layout, float[] values, float[] gradient, double step, double tolerance, Loss loss)
            throws DivergedException {
        Random random = new Random(1);
        for (TensorSpec tensor : layout.tensors()) {
            int from = layout.offset(tensor.name());
            int to = from + tensor.size();
            for (int trial = 0; trial <= RANDOM_DIRECTIONS; trial++) {
                double[] direction = new double[to - from];
                for (int i = from; i < to; i++) {
                    direction[i - from] = trial == 0 ? gradient[i] : random.nextGaussian();
                }
                assertThat(error(values, from, gradient, direction, step, loss))
                        .as("error of the slope along %s, trial %d", tensor.name(), trial)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static double error(float[] values, int from, float[] gradient, double[] direction, double step, Loss loss)
            throws DivergedException {
        double scale = step
                / Math.max(
                        1e-9,
                        Math.sqrt(DoubleStream.of(direction).map(d -> d * d).sum()));
        float[] before = values.clone();
        for (int i = 0; i < direction.length; i++) {
            values[from + i] = (float) (before[from + i] + scale * direction[i]);
        }
        float[] up = values.clone();
        double above = loss.value();
        double expected = 0;
        double taken = 0;
        for (int i = 0; i < direction.length; i++) {
            values[from + i] = (float) (before[from + i] - scale * direction[i]);
            double moved = (double) up[from + i] - values[from + i]; // the step really taken, after rounding
            expected += gradient[from + i] * moved;
            taken += moved * moved;
        }
        double below = loss.value();
        System.arraycopy(before, 0, values, 0, values.length);
        double length = Math.max(1e-12, Math.sqrt(taken));
        return Math.abs(above - below - expected) / length / Math.max(1, Math.abs(expected / length));
    }
}
