package org.fedner.aggregation.encoding;

import java.util.Arrays;
import java.util.List;

/**
 * What one platform computed on one batch: never leaves it unmasked, and prints its size only.
 *
 * @param examples sentences in the batch
 * @param metrics integers to be summed over the federation (loss and score counts)
 * @param gradient of the shared module, summed over the examples; used in place, not copied
 */
public record BatchGradient(int examples, List<Integer> metrics, float[] gradient) {

    public BatchGradient {
        metrics = List.copyOf(metrics);
        if (examples < 0) {
            throw new IllegalArgumentException("a batch of negative size");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchGradient batch
                && examples == batch.examples
                && metrics.equals(batch.metrics)
                && Arrays.equals(gradient, batch.gradient);
    }

    @Override
    public int hashCode() {
        return 31 * metrics.hashCode() + Arrays.hashCode(gradient);
    }

    @Override
    public String toString() {
        return "BatchGradient[" + gradient.length + " coordinates]";
    }
}
