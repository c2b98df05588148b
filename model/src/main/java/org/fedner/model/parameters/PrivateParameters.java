package org.fedner.model.parameters;

/**
 * The values of a platform's private module. They never leave the platform: nothing of this class can be put into a
 * message, and an architecture test allows {@link #valuesForTraining()} to the packages {@code network} and {@code
 * training} of this module only. Confined to one thread at a time.
 */
public final class PrivateParameters {
    private final ParameterLayout layout;
    private final float[] values;

    PrivateParameters(ParameterLayout layout, float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "%d values for a layout of %d coordinates".formatted(values.length, layout.size()));
        }
        this.layout = layout;
        this.values = values;
    }

    public static PrivateParameters initial(NetworkSpec spec, int tagCount, long seed) {
        ParameterLayout layout = spec.privateLayout(tagCount);
        return new PrivateParameters(layout, SeededFloats.initial(layout, seed));
    }

    /** A copy of {@code values}: how training restores a snapshot. */
    public static PrivateParameters of(NetworkSpec spec, int tagCount, float[] values) {
        return new PrivateParameters(spec.privateLayout(tagCount), values.clone());
    }

    public ParameterLayout layout() {
        return layout;
    }

    public int size() {
        return values.length;
    }

    /** The live array, in layout order. Its name is long so that each use can be searched for. */
    public float[] valuesForTraining() {
        return values;
    }

    public PrivateParameters copy() {
        return new PrivateParameters(layout, values.clone());
    }

    @Override
    public String toString() {
        return "PrivateParameters[" + values.length + "]";
    }
}
