package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.field.Mersenne61;

/**
 * Some rows of a {@link RowTable}: those a batch touches, or the union of what all members' batches touch.
 *
 * <p>A platform announces its rows as a {@link FieldVector}: a uniform element other than zero for each of them, zero for
 * every other row. In the sum over the members a word is zero if nobody announced the row, and otherwise uniform; so the sum
 * says that a row was announced and not by how many. It is zero for an announced row with probability below 2^-60.
 *
 * <p>Prints its size only: which words a platform reads is about its patients.
 */
public final class RowSet {

    private final int tableRows;
    private final int[] rows; // ascending, each once

    private RowSet(int tableRows, int[] rows) {
        this.tableRows = tableRows;
        this.rows = rows;
    }

    /** No row of a table of {@code tableRows} rows. */
    public static RowSet none(int tableRows) {
        return new RowSet(tableRows, new int[0]);
    }

    /** These rows, in any order; repetitions count once. */
    public static RowSet of(int tableRows, int... rows) {
        int[] sorted = IntStream.of(rows).sorted().distinct().toArray();
        if (sorted.length > 0 && (sorted[0] < 0 || sorted[sorted.length - 1] >= tableRows)) {
            throw new IllegalArgumentException("a row outside the table of " + tableRows);
        }
        return new RowSet(tableRows, sorted);
    }

    /** The union that a verified sum of announcements says: the rows whose word is not zero. */
    public static RowSet announcedIn(FieldVector sum) {
        long[] words = sum.words();
        return new RowSet(
                words.length,
                IntStream.range(0, words.length).filter(row -> words[row] != 0).toArray());
    }

    /**
     * The announcement of these rows.
     *
     * @param random 64 uniform bits at each call; secret, or the sum says how many announced a row
     */
    public FieldVector announce(LongSupplier random) {
        FieldVector announcement = FieldVector.zero(tableRows);
        for (int row : rows) {
            long element = 0;
            while (element == 0) {
                element = Mersenne61.reduce(random.getAsLong());
            }
            announcement.words()[row] = element;
        }
        return announcement;
    }

    /** Rows of the table they are of. */
    public int tableRows() {
        return tableRows;
    }

    public int size() {
        return rows.length;
    }

    /** The row at {@code index} in ascending order. */
    public int row(int index) {
        return rows[index];
    }

    /** Ascending; a copy. */
    public int[] toArray() {
        return rows.clone();
    }

    public boolean contains(int row) {
        return indexOf(row) >= 0;
    }

    /** Where the row stands in ascending order; negative if it is none of these. */
    public int indexOf(int row) {
        return Arrays.binarySearch(rows, row);
    }

    /** These rows and those. */
    public RowSet union(RowSet other) {
        if (other.tableRows != tableRows) {
            throw new IllegalArgumentException("rows of tables of %d and %d".formatted(tableRows, other.tableRows));
        }
        return of(
                tableRows,
                IntStream.concat(IntStream.of(rows), IntStream.of(other.rows)).toArray());
    }

    /** These rows but for those. */
    public RowSet without(RowSet other) {
        return new RowSet(
                tableRows,
                IntStream.of(rows).filter(row -> !other.contains(row)).toArray());
    }

    /** Canonical bytes, big-endian: u32 rows of the table, then u32 for each row, ascending. */
    public byte[] encode() {
        ByteBuffer encoded = ByteBuffer.allocate(Integer.BYTES * (1 + rows.length));
        encoded.putInt(tableRows).asIntBuffer().put(rows);
        return encoded.array();
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @throws IllegalArgumentException for any other bytes
     */
    public static RowSet decode(byte[] encoded) {
        if (encoded.length < Integer.BYTES || encoded.length % Integer.BYTES != 0) {
            throw new IllegalArgumentException("not encoded rows: %d bytes".formatted(encoded.length));
        }
        ByteBuffer source = ByteBuffer.wrap(encoded);
        int tableRows = source.getInt();
        int[] rows = new int[encoded.length / Integer.BYTES - 1];
        source.asIntBuffer().get(rows);
        RowSet set = of(tableRows, rows);
        if (tableRows < 0 || !Arrays.equals(set.rows, rows)) {
            throw new IllegalArgumentException("not encoded rows: they do not ascend");
        }
        return set;
    }

    /** SHA-256 of {@link #encode()}. */
    public Digest digest() {
        return Digest.of(encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSet that && tableRows == that.tableRows && Arrays.equals(rows, that.rows);
    }

    @Override
    public int hashCode() {
        return 31 * tableRows + Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return "RowSet[" + rows.length + " of " + tableRows + " rows]";
    }
}
