package org.fedner.model.parameters;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensor stands where in one {@code float[]}: in list order, row-major, without gaps.
 *
 * @param tensors the dense ones; none where a cut leaves a side without parameters
 * @param byRows a table {@code [rows, width]} beside them, zero at the start, of which a batch touches few rows: its gradient
 *     comes by rows and it is kept by rows
 */
public record ParameterLayout(List<TensorSpec> tensors, Optional<TensorSpec> byRows) {

    /** A layout without a table by rows. */
    public ParameterLayout(List<TensorSpec> tensors) {
        this(tensors, Optional.empty());
    }

    public ParameterLayout {
        tensors = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        long size = 0;
        for (TensorSpec tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name());
            }
            size += tensor.size();
        }
        byRows.ifPresent(table -> {
            boolean isTable = table.shape().size() == 2 && table.initialiser() instanceof Initialiser.Zero;
            if (!names.add(table.name()) || !isTable) {
                throw new IllegalArgumentException("%s is no table of rows that are zero".formatted(table.name()));
            }
        });
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("%d tensors of %d coordinates".formatted(tensors.size(), size));
        }
    }

    /** Number of coordinates of the dense tensors. */
    public int size() {
        return tensors.stream().mapToInt(TensorSpec::size).sum();
    }

    public TensorSpec tensor(String name) {
        return tensors.get(indexOf(name));
    }

    public boolean contains(String name) {
        return tensors.stream().anyMatch(tensor -> tensor.name().equals(name));
    }

    /** Index of the tensor's first coordinate. */
    public int offset(String name) {
        return tensors.subList(0, indexOf(name)).stream()
                .mapToInt(TensorSpec::size)
                .sum();
    }

    /** Number of coordinates of each tensor, in layout order. */
    public int[] tensorSizes() {
        return tensors.stream().mapToInt(TensorSpec::size).toArray();
    }

    /** SHA-256 of {@link #encode()}, 32 bytes: names, shapes and initial distributions. */
    public byte[] digest() {
        return Digests.sha256(encode());
    }

    /**
     * Canonical bytes, big-endian: u16 count; per tensor u16 length and ASCII name, u8 rank, u32 dimensions, u8 kind of
     * start (0 zero, 1 uniform followed by the f32 bound, 2 open forget gate, 3 one). A table by rows follows in the same form.
     */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(512).u16(tensors.size());
        tensors.forEach(tensor -> encode(tensor, out));
        byRows.ifPresent(table -> encode(table, out));
        return out.toByteArray();
    }

    private static void encode(TensorSpec tensor, ByteWriter out) {
        out.text(tensor.name()).u8(tensor.shape().size());
        tensor.shape().forEach(out::u32);
        if (tensor.initialiser() instanceof Initialiser.Uniform uniform) {
            out.u8(1).u32(Float.floatToIntBits(uniform.bound()));
        } else {
            boolean isOne = tensor.initialiser() instanceof Initialiser.One;
            out.u8(tensor.initialiser() instanceof Initialiser.ForgetGateOpen ? 2 : isOne ? 3 : 0);
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no tensor is named " + name);
    }
}
