package org.fedner.aggregation.encoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the words of one platform's input are.
 *
 * <pre>
 * word 0             number of examples
 * word 1             saturated coordinates of this input
 * words 2 .. 2+m-1   metrics (loss and score counts), m of them
 * then               the gradient, tensor after tensor
 * </pre>
 *
 * @param metrics number of metric words
 * @param tensorSizes coordinates of each tensor, in the order of the shared module's layout
 */
public record InputLayout(int metrics, List<Integer> tensorSizes) {

    public static final int EXAMPLES = 0;
    public static final int SATURATED = 1;
    public static final int FIRST_METRIC = 2;

    /** So that the bytes of a vector fit one array. */
    private static final int LARGEST_SIZE = 1 << 28;

    public InputLayout {
        tensorSizes = List.copyOf(tensorSizes);
        long size = FIRST_METRIC + (long) metrics;
        for (int tensorSize : tensorSizes) {
            if (tensorSize < 0) {
                throw new IllegalArgumentException("a tensor of %d coordinates".formatted(tensorSize));
            }
            size += tensorSize;
        }
        if (metrics < 0 || tensorSizes.isEmpty() || size > LARGEST_SIZE) {
            throw new IllegalArgumentException(
                    "%d metrics, %d tensors, %d words in all; 1 tensor to %d words are possible"
                            .formatted(metrics, tensorSizes.size(), size, LARGEST_SIZE));
        }
    }

    public static InputLayout of(int metrics, int... tensorSizes) {
        return new InputLayout(metrics, Arrays.stream(tensorSizes).boxed().toList());
    }

    /** This layout with one more tensor behind: {@code coordinates} of a table of which a round has some rows, or none. */
    public InputLayout withRows(int coordinates) {
        List<Integer> sizes = new ArrayList<>(tensorSizes);
        sizes.add(coordinates);
        return new InputLayout(metrics, sizes);
    }

    /** Whether {@code other} has the same metrics and the first tensors of this one. */
    boolean startsWith(InputLayout other) {
        int tensors = other.tensorSizes.size();
        return metrics == other.metrics
                && tensors <= tensorSizes.size()
                && tensorSizes.subList(0, tensors).equals(other.tensorSizes);
    }

    /** Index of the gradient's first word. */
    public int gradientOffset() {
        return FIRST_METRIC + metrics;
    }

    /** Coordinates of the gradient. */
    public int coordinates() {
        return tensorSizes.stream().mapToInt(Integer::intValue).sum();
    }

    /** Words of the whole input. */
    public int size() {
        return gradientOffset() + coordinates();
    }

    void requireSize(RingVector vector) {
        if (vector.size() != size()) {
            throw new IllegalArgumentException(
                    "a vector of %d words where the layout has %d".formatted(vector.size(), size()));
        }
    }
}
