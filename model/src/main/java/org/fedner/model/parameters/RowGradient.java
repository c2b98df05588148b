package org.fedner.model.parameters;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * The gradient of a table of which a batch touches few rows: those rows and nothing else. Prints its size only.
 *
 * <p>The arrays are not copied.
 */
public final class RowGradient {
    private final int[] rows;
    private final int width;
    private final float[] values;

    private RowGradient(int[] rows, int width, float[] values) {
        this.rows = rows;
        this.width = width;
        this.values = values;
    }

    /** Of a network that has no such table. */
    public static RowGradient none() {
        return new RowGradient(new int[0], 0, new float[0]);
    }

    /**
     * @param rows ascending, each once
     * @param values {@code [row][width]}, in their order; more than that is not read
     */
    public static RowGradient of(int[] rows, int width, float[] values) {
        for (int i = 1; i < rows.length; i++) {
            if (rows[i - 1] >= rows[i]) {
                throw new IllegalArgumentException("the rows of a gradient do not ascend");
            }
        }
        if (rows.length > 0 && (rows[0] < 0 || width < 1 || values.length < (long) rows.length * width)) {
            throw new IllegalArgumentException(
                    "%d values for %d rows of %d".formatted(values.length, rows.length, width));
        }
        return new RowGradient(rows, width, values);
    }

    /** The rows of {@code sums}, each of {@code width} values. */
    public static RowGradient of(SortedMap<Integer, float[]> sums, int width) {
        int[] rows = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
        float[] values = new float[Math.multiplyExact(rows.length, width)];
        int at = 0;
        for (Map.Entry<Integer, float[]> row : sums.entrySet()) {
            System.arraycopy(row.getValue(), 0, values, at, width);
            at += width;
        }
        return of(rows, width, values);
    }

    /** Ascending, each once. */
    public int[] rows() {
        return rows;
    }

    public int width() {
        return width;
    }

    /** {@code [row][width]}. */
    public float[] values() {
        return values;
    }

    /** Number of values that count. */
    public int size() {
        return rows.length * width;
    }

    void requireFinite() {
        for (int i = 0; i < size(); i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "coordinate %d of the mean gradient's rows is not finite".formatted(i));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowGradient that
                && Arrays.equals(rows, that.rows)
                && width == that.width
                && Arrays.equals(values, 0, size(), that.values, 0, that.size());
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(rows) + width;
    }

    @Override
    public String toString() {
        return "RowGradient[" + rows.length + " rows]";
    }
}
