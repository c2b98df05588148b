package org.fedner.model.parameters;

/** The values of the shared module; every platform and the server hold the same bits. Confined to one thread at a time. */
public final class SharedParameters {
    private final ParameterLayout layout;
    private final float[] values;

    SharedParameters(ParameterLayout layout, float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "%d values for a layout of %d coordinates".formatted(values.length, layout.size()));
        }
        this.layout = layout;
        this.values = values;
    }

    /** The same start on every machine for one seed. */
    public static SharedParameters initial(NetworkSpec spec, long seed) {
        ParameterLayout layout = spec.sharedLayout();
        return new SharedParameters(layout, SeededFloats.initial(layout, seed));
    }

    public ParameterLayout layout() {
        return layout;
    }

    public int size() {
        return values.length;
    }

    /** The live array, in layout order; {@link SharedState#apply} changes it in place. */
    public float[] values() {
        return values;
    }

    /** Parameters with these values, which are copied. */
    public static SharedParameters of(NetworkSpec spec, float[] values) {
        return new SharedParameters(spec.sharedLayout(), values.clone());
    }

    /** SHA-256 over the layout's digest and the values as big-endian f32: what two parties compare. */
    public byte[] digest() {
        return Digests.sha256(new ByteWriter(32 + 4 * values.length)
                .bytes(layout.digest())
                .floats(values)
                .toByteArray());
    }

    public SharedParameters copy() {
        return new SharedParameters(layout, values.clone());
    }

    @Override
    public String toString() {
        return "SharedParameters[" + values.length + "]";
    }
}
