package org.fedner.model.parameters;

import java.util.Arrays;

/**
 * {@link Adam} of a table whose gradient comes by rows: the same bits as Adam over the whole table with a gradient of zero in
 * every other row.
 *
 * <p>A row that never had a gradient has moments of zero, and Adam moves it by exactly zero; so it need not exist. Every row
 * that ever had one takes every step from then on, with or without a gradient, because its moments decay and move it. The
 * work of a step therefore grows with the rows seen so far and not with the table, and there is nothing to catch up: the
 * state is that of the dense optimiser after every step.
 */
final class RowAdam {
    private float[] firstMoments = new float[0]; // in the slots of the table's values
    private float[] secondMoments = new float[0];
    private float[] gradient = new float[0];

    /** Moves the rows of {@code table} in place by one step. */
    void step(RowValues table, RowGradient mean, Adam.Scale scale) {
        if (mean.rows().length > 0 && mean.width() != table.width()) {
            throw new IllegalArgumentException(
                    "rows of %d coordinates for a table of %d".formatted(mean.width(), table.width()));
        }
        int width = table.width();
        for (int row : mean.rows()) {
            table.keep(row);
        }
        grow(table);
        int size = table.kept() * width;
        Arrays.fill(gradient, 0, size, 0f);
        for (int i = 0; i < mean.rows().length; i++) {
            System.arraycopy(mean.values(), i * width, gradient, table.keep(mean.rows()[i]) * width, width);
        }
        Adam.update(table.values(), gradient, firstMoments, secondMoments, scale, size);
    }

    private void grow(RowValues table) {
        int size = table.values().length;
        if (firstMoments.length < size) {
            firstMoments = Arrays.copyOf(firstMoments, size);
            secondMoments = Arrays.copyOf(secondMoments, size);
            gradient = new float[size];
        }
    }

    RowAdam copy() {
        RowAdam copy = new RowAdam();
        copy.firstMoments = firstMoments.clone();
        copy.secondMoments = secondMoments.clone();
        copy.gradient = new float[gradient.length];
        return copy;
    }

    /**
     * Canonical, values and moments: u32 number of rows of which any number is not zero, and each one's u32 row, f32 values,
     * first and second moments, ascending.
     */
    void write(RowValues table, ByteWriter out) {
        grow(table);
        int width = table.width();
        int[] slots = Arrays.stream(table.slotsByRow())
                .filter(slot -> !table.isZero(table.values(), slot)
                        || !table.isZero(firstMoments, slot)
                        || !table.isZero(secondMoments, slot))
                .toArray();
        out.u32(slots.length);
        for (int slot : slots) {
            out.u32(table.rowOf(slot));
            for (float[] numbers : new float[][] {table.values(), firstMoments, secondMoments}) {
                out.floats(numbers, slot * width, width);
            }
        }
    }

    /** Reads what {@link #write} wrote into {@code table}, which is all zero, and the returned optimiser. */
    static RowAdam read(ByteReader in, RowValues table) throws ModuleFormatException {
        RowAdam adam = new RowAdam();
        int width = table.width();
        int last = -1;
        for (int left = in.u31(); left > 0; left--) {
            last = table.readRow(in, last);
            int slot = table.keep(last);
            adam.grow(table);
            boolean isZero = true;
            for (float[] numbers : new float[][] {table.values(), adam.firstMoments, adam.secondMoments}) {
                System.arraycopy(in.floats(width), 0, numbers, slot * width, width);
                isZero &= table.isZero(numbers, slot);
            }
            if (isZero) {
                throw in.malformed("holds a row of zeros");
            }
        }
        return adam;
    }
}
