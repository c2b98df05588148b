package org.fedner.model.parameters;

/** The values of the shared module; every platform and the server hold the same bits. Confined to one thread at a time. */
public final class SharedParameters {
    private final ParameterLayout layout;
    private final float[] values;
    private final RowValues rows;

    SharedParameters(ParameterLayout layout, float[] values, RowValues rows) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "%d values for a layout of %d coordinates".formatted(values.length, layout.size()));
        }
        this.layout = layout;
        this.values = values;
        this.rows = rows;
    }

    /** The same start on every machine for one seed. */
    public static SharedParameters initial(NetworkSpec spec, long seed) {
        ParameterLayout layout = spec.sharedLayout();
        return new SharedParameters(layout, SeededFloats.initial(layout, seed), RowValues.zero(layout));
    }

    public ParameterLayout layout() {
        return layout;
    }

    public int size() {
        return values.length;
    }

    /** The live table by rows; without rows in a network that has none. */
    public RowValues rows() {
        return rows;
    }

    /** The live array of the dense tensors, in layout order; {@link SharedState#apply} changes it in place. */
    public float[] values() {
        return values;
    }

    /**
     * SHA-256 over the layout's digest, the values as big-endian f32, and of a table by rows the rows that are not zero: what
     * two parties compare.
     */
    public byte[] digest() {
        ByteWriter out = new ByteWriter(32 + 4 * values.length + 4 * rows.values().length)
                .bytes(layout.digest())
                .floats(values);
        writeRows(out);
        return Digests.sha256(out.toByteArray());
    }

    /** Canonical bytes: u32 coordinates, f32 values, and of a table by rows the rows that are not zero. */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(4 + 4 * values.length + 4 * rows.values().length);
        write(out);
        return out.toByteArray();
    }

    /** The parameters of {@code spec} in {@code bytes}. */
    public static SharedParameters decode(NetworkSpec spec, byte[] bytes) throws ModuleFormatException {
        ByteReader in = new ByteReader(bytes, "the shared module");
        SharedParameters parameters = read(in, spec);
        in.expectEnd();
        return parameters;
    }

    void write(ByteWriter out) {
        out.u32(values.length).floats(values);
        writeRows(out);
    }

    static SharedParameters read(ByteReader in, NetworkSpec spec) throws ModuleFormatException {
        ParameterLayout layout = spec.sharedLayout();
        int size = in.u31();
        if (size != layout.size()) {
            throw in.malformed("holds %d numbers where its network has %d".formatted(size, layout.size()));
        }
        float[] values = in.floats(size);
        RowValues rows = layout.byRows().isPresent() ? RowValues.read(in, layout) : RowValues.zero(layout);
        return new SharedParameters(layout, values, rows);
    }

    private void writeRows(ByteWriter out) {
        if (layout.byRows().isPresent()) {
            rows.write(out);
        }
    }

    public SharedParameters copy() {
        return new SharedParameters(layout, values.clone(), rows.copy());
    }

    @Override
    public String toString() {
        return "SharedParameters[" + values.length + "]";
    }
}
