package org.fedner.model.parameters;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A table of which most rows are zero and only the others are kept. Confined to one thread at a time.
 *
 * <p>What is kept follows from what was written and is no part of the value: digests and stored forms are made of the rows
 * that are not zero, in ascending order.
 */
public final class RowValues {
    private static final int ABSENT = -1;

    private final int width;
    private final int[] slots; // of each row of the table
    private int[] rows; // of each slot
    private float[] values; // slot after slot
    private int count;

    private RowValues(int width, int[] slots, int[] rows, float[] values, int count) {
        this.width = width;
        this.slots = slots;
        this.rows = rows;
        this.values = values;
        this.count = count;
    }

    /** All rows zero. */
    public static RowValues zero(int tableRows, int width) {
        int[] slots = new int[tableRows];
        Arrays.fill(slots, ABSENT);
        return new RowValues(width, slots, new int[0], new float[0], 0);
    }

    /** The table of a layout: all zero, and without rows where the layout has no tensor by rows. */
    static RowValues zero(ParameterLayout layout) {
        return layout.byRows()
                .map(tensor -> zero(tensor.shape().get(0), tensor.shape().get(1)))
                .orElseGet(() -> zero(0, 0));
    }

    /** Rows of the whole table. */
    public int tableRows() {
        return slots.length;
    }

    public int width() {
        return width;
    }

    /** Adds a row to {@code target[offset ..]}. */
    public void addTo(int row, float[] target, int offset) {
        int slot = slots[row];
        if (slot != ABSENT) {
            int from = slot * width;
            for (int j = 0; j < width; j++) {
                target[offset + j] += values[from + j];
            }
        }
    }

    /** The slot of a row, which is kept from now on. */
    int keep(int row) {
        if (slots[row] == ABSENT) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, Math.max(64, 2 * count));
                values = Arrays.copyOf(values, Math.multiplyExact(rows.length, width));
            }
            rows[count] = row;
            slots[row] = count++;
        }
        return slots[row];
    }

    /** Slots in use; their values are the first {@code kept() * width()} ones. */
    int kept() {
        return count;
    }

    /** The live values, slot after slot; replaced when a new row is kept. */
    float[] values() {
        return values;
    }

    /** Row in a slot. */
    int rowOf(int slot) {
        return rows[slot];
    }

    /** Slots in use, in the order of their rows. */
    int[] slotsByRow() {
        return IntStream.of(Arrays.copyOf(rows, count))
                .sorted()
                .map(row -> slots[row])
                .toArray();
    }

    /** Whether all of a slot's numbers in {@code numbers}, laid out as the values are, are zero to the bit. */
    boolean isZero(float[] numbers, int slot) {
        int bits = 0;
        for (int j = slot * width; j < (slot + 1) * width; j++) {
            bits |= Float.floatToRawIntBits(numbers[j]);
        }
        return bits == 0;
    }

    /** Canonical: u32 number of rows that are not zero, and each one's u32 row and f32 values, ascending. */
    void write(ByteWriter out) {
        int[] slotsThere =
                IntStream.of(slotsByRow()).filter(slot -> !isZero(values, slot)).toArray();
        out.u32(slotsThere.length);
        for (int slot : slotsThere) {
            out.u32(rows[slot]).floats(values, slot * width, width);
        }
    }

    /** Reads what {@link #write} wrote of a table of this shape. */
    static RowValues read(ByteReader in, ParameterLayout layout) throws ModuleFormatException {
        RowValues table = zero(layout);
        int last = -1;
        for (int left = in.u31(); left > 0; left--) {
            last = table.readRow(in, last);
            int slot = table.keep(last);
            System.arraycopy(in.floats(table.width), 0, table.values, slot * table.width, table.width);
            if (table.isZero(table.values, slot)) {
                throw in.malformed("holds a row of zeros");
            }
        }
        return table;
    }

    /** The number of the next row, which must come after {@code last}. */
    int readRow(ByteReader in, int last) throws ModuleFormatException {
        int row = in.u31();
        if (row <= last || row >= slots.length) {
            throw in.malformed("names its rows out of order");
        }
        return row;
    }

    public RowValues copy() {
        return new RowValues(width, slots.clone(), rows.clone(), values.clone(), count);
    }

    @Override
    public String toString() {
        return "RowValues[" + count + " of " + slots.length + " rows]";
    }
}
