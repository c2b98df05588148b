package org.fedner.model.layers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * A matrix outside of the heap, row after row, where OpenBLAS finds it. It can take other shapes; its memory grows and is
 * kept. Confined to one thread at a time.
 */
public final class Matrix implements AutoCloseable {
    /**
     * Products of at most so many multiplications OpenBLAS (0.3.28, x86-64) forms without copying its operands, at nearly the
     * speed of large ones; just above it is little more than half of that.
     */
    private static final long SMALL_PRODUCT = 1_000_000;

    /** Taller ones are worth the copying. */
    private static final int FEW_ROWS = 96;

    private static final int TILE = 16;

    static {
        // Platforms that share a process, and the two directions of a Bi-LSTM, bring threads of their own.
        openblas_nolapack.blas_set_num_threads(1);
    }

    private FloatPointer memory = new FloatPointer(1L);
    private FloatBuffer numbers = memory.asBuffer();
    private int rows;
    private int columns;

    /** Rows of a matrix, all columns of them. */
    public record Part(Matrix matrix, int from, int rows) {
        public Part {
            Objects.checkFromIndexSize(from, rows, matrix.rows);
        }

        private FloatPointer start() {
            return matrix.memory.getPointer((long) from * matrix.columns);
        }
    }

    /** Gives it this shape; what it holds is undefined. */
    public Matrix shaped(int rows, int columns) {
        int size = Math.multiplyExact(rows, columns);
        if (size > numbers.capacity()) {
            memory.close();
            memory = new FloatPointer((long) size);
            numbers = memory.asBuffer();
        }
        this.rows = rows;
        this.columns = columns;
        return this;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public Part all() {
        return new Part(this, 0, rows);
    }

    public Part part(int from, int rows) {
        return new Part(this, from, rows);
    }

    private int place(int row, int column, int count) {
        Objects.checkIndex(row, rows);
        Objects.checkFromIndexSize(column, count, columns);
        return row * columns + column;
    }

    /** Writes {@code values[from, from + count)} into a row from a column on. */
    public void put(int row, int column, float[] values, int from, int count) {
        numbers.put(place(row, column, count), values, from, count);
    }

    /** Reads a row from a column on into {@code values[from, from + count)}. */
    public void get(int row, int column, float[] values, int from, int count) {
        numbers.get(place(row, column, count), values, from, count);
    }

    /** Writes whole rows from {@code values[offset ..)}. */
    public void putRows(int row, int count, float[] values, int offset) {
        Objects.checkFromIndexSize(row, count, rows);
        numbers.put(row * columns, values, offset, count * columns);
    }

    /** Reads whole rows into {@code values[offset ..)}. */
    public void getRows(int row, int count, float[] values, int offset) {
        Objects.checkFromIndexSize(row, count, rows);
        numbers.get(row * columns, values, offset, count * columns);
    }

    /** Every row becomes this one. */
    public void fillRows(float[] row) {
        for (int i = 0; i < rows; i++) {
            put(i, 0, row, 0, columns);
        }
    }

    /** Becomes the chosen rows of a part of another, in the order chosen. */
    Matrix pick(Part part, int[] chosen) {
        Matrix other = part.matrix;
        shaped(chosen.length, other.columns);
        for (int i = 0; i < chosen.length; i++) {
            int row = part.from + Objects.checkIndex(chosen[i], part.rows);
            numbers.put(i * columns, other.numbers, other.place(row, 0, columns), columns);
        }
        return this;
    }

    /** Becomes the other with rows and columns exchanged, tile by tile: a tile's lines stay in the fastest cache. */
    public Matrix turned(Part other) {
        int width = other.matrix.columns;
        float[] values = new float[other.rows * width];
        other.matrix.getRows(other.from, other.rows, values, 0);
        float[] exchanged = new float[values.length];
        for (int top = 0; top < other.rows; top += TILE) {
            int bottom = Math.min(top + TILE, other.rows);
            for (int left = 0; left < width; left += TILE) {
                int right = Math.min(left + TILE, width);
                for (int j = left; j < right; j++) {
                    for (int i = top; i < bottom; i++) {
                        exchanged[j * other.rows + i] = values[i * width + j];
                    }
                }
            }
        }
        shaped(width, other.rows).putRows(0, width, exchanged, 0);
        return this;
    }

    /** {@code target = keep * target + share * a * b}; {@code keep} 0 overwrites whatever is there. */
    public static void product(float share, Part a, Part b, float keep, Part target) {
        int rows = a.rows;
        if (rows <= FEW_ROWS && rows > 1) {
            long each = (long) a.matrix.columns * b.matrix.columns;
            int fit = (int) Math.max(1, SMALL_PRODUCT / each);
            int parts = (rows + fit - 1) / fit;
            if (fit >= 4 && parts > 1) {
                for (int i = 0; i < parts; i++) {
                    int from = rows * i / parts;
                    int count = rows * (i + 1) / parts - from;
                    multiply(
                            share,
                            a.matrix.part(a.from + from, count),
                            false,
                            b,
                            false,
                            keep,
                            target.matrix.part(target.from + from, count));
                }
                return;
            }
        }
        multiply(share, a, false, b, false, keep, target);
    }

    /** {@code target = keep * target + share * (a turned) * b}. */
    public static void productOfTurned(float share, Part a, Part b, float keep, Part target) {
        multiply(share, a, true, b, false, keep, target);
    }

    /** {@code target = keep * target + share * a * (b turned)}. */
    public static void productWithTurned(float share, Part a, Part b, float keep, Part target) {
        multiply(share, a, false, b, true, keep, target);
    }

    private static void multiply(float share, Part a, boolean turnsA, Part b, boolean turnsB, float keep, Part target) {
        int rows = turnsA ? a.matrix.columns : a.rows;
        int inner = turnsA ? a.rows : a.matrix.columns;
        int columns = turnsB ? b.rows : b.matrix.columns;
        int other = turnsB ? b.matrix.columns : b.rows;
        if (inner != other || rows != target.rows || columns != target.matrix.columns) {
            throw new IllegalArgumentException("%d x %d times %d x %d into %d x %d"
                    .formatted(rows, inner, other, columns, target.rows, target.matrix.columns));
        }
        if (rows == 0 || columns == 0) {
            return;
        }
        if (inner == 0) {
            throw new IllegalArgumentException("a product over no numbers");
        }
        openblas_nolapack.cblas_sgemm(
                CblasRowMajor,
                turnsA ? CblasTrans : CblasNoTrans,
                turnsB ? CblasTrans : CblasNoTrans,
                rows,
                columns,
                inner,
                share,
                a.start(),
                a.matrix.columns,
                b.start(),
                b.matrix.columns,
                keep,
                target.start(),
                target.matrix.columns);
    }

    @Override
    public String toString() {
        return "Matrix[" + rows + " x " + columns + "]";
    }

    @Override
    public void close() {
        memory.close();
    }
}
