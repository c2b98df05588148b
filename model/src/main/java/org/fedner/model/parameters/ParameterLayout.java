package org.fedner.model.parameters;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which tensor stands where in one {@code float[]}: in list order, row-major, without gaps. */
public record ParameterLayout(List<TensorSpec> tensors) {
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
        if (tensors.isEmpty() || size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("%d tensors of %d coordinates".formatted(tensors.size(), size));
        }
    }

    /** Number of coordinates of all tensors. */
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
     * start (0 zero, 1 uniform followed by the f32 bound, 2 open forget gate).
     */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(512).u16(tensors.size());
        for (TensorSpec tensor : tensors) {
            out.text(tensor.name()).u8(tensor.shape().size());
            tensor.shape().forEach(out::u32);
            if (tensor.initialiser() instanceof Initialiser.Uniform uniform) {
                out.u8(1).u32(Float.floatToIntBits(uniform.bound()));
            } else {
                out.u8(tensor.initialiser() instanceof Initialiser.ForgetGateOpen ? 2 : 0);
            }
        }
        return out.toByteArray();
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
