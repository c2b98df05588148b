package org.fedner.aggregation.encoding;

/**
 * The shape of the tensor that is uploaded by rows: a table of which a batch touches few rows.
 *
 * @param rows of the whole table; 0 for a job that has none
 * @param width coordinates of a row
 */
public record RowTable(int rows, int width) {

    /** A job without such a tensor. */
    public static final RowTable NONE = new RowTable(0, 0);

    private static final int LARGEST_SIZE = 1 << 27;

    public RowTable {
        if (rows < 0 || width < 0 || (rows == 0) != (width == 0) || (long) rows * width > LARGEST_SIZE) {
            throw new IllegalArgumentException("a table of %d rows of %d coordinates".formatted(rows, width));
        }
    }

    /** Whether there is such a tensor. */
    public boolean exists() {
        return rows > 0;
    }
}
