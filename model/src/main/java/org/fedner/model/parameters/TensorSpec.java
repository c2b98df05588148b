package org.fedner.model.parameters;

import java.util.List;

/**
 * One named tensor of parameters: its shape (row-major) and the distribution of its initial values.
 *
 * @param name unique within a layout, see {@link TensorNames}
 * @param shape every dimension at least 1
 * @param initialiser where training starts from
 */
public record TensorSpec(String name, List<Integer> shape, Initialiser initialiser) {
    public TensorSpec {
        shape = List.copyOf(shape);
        if (name.isEmpty() || name.length() > 200 || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a tensor name is 1 to 200 printable ASCII characters");
        }
        if (shape.isEmpty() || shape.size() > 8 || shape.stream().anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException("tensor %s has shape %s".formatted(name, shape));
        }
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, (long) dimension);
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("tensor %s of shape %s is too large".formatted(name, shape));
            }
        }
    }

    /** Number of coordinates. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
