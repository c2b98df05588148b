package org.fedner.model.training;

import org.fedner.model.parameters.RowGradient;

/**
 * The gradient of one batch with respect to the shared module; with several local steps the change that they take off it.
 * Prints its size only.
 */
public final class SharedGradient {
    private final float[] shared;
    private final RowGradient rows;
    private final int examples;
    private final double loss;

    SharedGradient(float[] shared, RowGradient rows, int examples, double loss) {
        this.shared = shared;
        this.rows = rows;
        this.examples = examples;
        this.loss = loss;
    }

    /** Summed over the examples, or times their number, in the order of the shared layout. The trainer's next gradient reuses the array. */
    public float[] shared() {
        return shared;
    }

    /** The same of a table by rows; no row in a network without one. */
    public RowGradient rows() {
        return rows;
    }

    /** Sentences in the batch, or in all of the round's. */
    public int examples() {
        return examples;
    }

    /** Negative log-likelihood, summed over the examples. */
    public double loss() {
        return loss;
    }

    @Override
    public String toString() {
        return "SharedGradient[" + shared.length + " coordinates]";
    }
}
