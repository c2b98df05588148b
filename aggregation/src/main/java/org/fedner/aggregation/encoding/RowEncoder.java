package org.fedner.aggregation.encoding;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fedner.crypto.expansion.Keystream;

/**
 * Encodes the gradient of a {@link RowTable} for a round's rows, with the same rounding and error feedback as {@link
 * FixedPointEncoder}, whose work on the dense tensors comes first.
 *
 * <p>Nothing is lost: for every coordinate of the table, encoded word times 2^-e plus new residual is gradient plus old
 * residual, a row outside the round's rows having words of zero. Such a row of this platform's own gradient is carried whole:
 * it is {@link #waiting} until a round has it, and {@link #carried} counts it. That happens when the announcements of a row
 * cancel, with probability below 2^-60.
 *
 * <p>Residuals are kept of the rows that have any. They follow the round as those of the dense tensors do. Owned by one thread.
 */
public final class RowEncoder {

    private final RowTable table;
    private final TileQuantiser quantiser = new TileQuantiser();
    private final TreeMap<Integer, float[]> residuals = new TreeMap<>();
    private final TreeSet<Integer> waiting = new TreeSet<>();
    private final TreeMap<Integer, float[]> pendingResiduals =
            new TreeMap<>(); // of the rows that change; empty: none left
    private final TreeSet<Integer> pendingWaiting = new TreeSet<>();
    private boolean pending;
    private long carried;

    public RowEncoder(RowTable table) {
        this.table = table;
    }

    /**
     * Overwrites the words of the rows, the last tensor of {@code layout}, adds to the count of saturated coordinates, and
     * leaves the residual pending.
     *
     * @param own rows of this platform's gradient
     * @param gradient of those rows, summed over the examples, row after row
     * @param rows of the round
     * @param layout of the whole input with so many rows
     * @param target encoded so far by {@link FixedPointEncoder#encode}
     * @return the number of coordinates that were clipped
     * @throws NotFiniteException if a coordinate is NaN or infinite; then nothing is pending
     */
    public int encode(
            RowSet own,
            float[] gradient,
            RowSet rows,
            InputLayout layout,
            Exponents exponents,
            SumCapacity capacity,
            Keystream rounding,
            RingVector target) {
        if (pending) {
            throw new IllegalStateException("the last encoding was neither committed nor discarded");
        }
        int width = table.width();
        int coordinates = rows.size() * width;
        int tensor = layout.tensorSizes().size() - 1;
        layout.requireSize(target);
        exponents.requireTensors(layout);
        if (own.tableRows() != table.rows()
                || rows.tableRows() != table.rows()
                || gradient.length != own.size() * width
                || layout.tensorSizes().get(tensor) != coordinates) {
            throw new IllegalArgumentException("%d coordinates of %s, %s and %s for %s"
                    .formatted(gradient.length, own, rows, layout.tensorSizes().get(tensor), table));
        }
        TileQuantiser.requireFinite(gradient);

        float[] values = new float[coordinates];
        float[] old = new float[coordinates];
        float[] left = new float[coordinates];
        pendingResiduals.clear();
        pendingWaiting.clear();
        pendingWaiting.addAll(waiting);
        for (int i = 0; i < own.size(); i++) {
            int at = rows.indexOf(own.row(i));
            if (at >= 0) {
                System.arraycopy(gradient, i * width, values, at * width, width);
            } else {
                carry(own.row(i), gradient, i * width);
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            float[] residual = residuals.get(rows.row(i));
            if (residual != null) {
                System.arraycopy(residual, 0, old, i * width, width);
            }
        }
        int offset = layout.gradientOffset() + layout.coordinates() - coordinates;
        int saturated = quantiser.quantise(
                values,
                old,
                left,
                0,
                coordinates,
                exponents.step(tensor),
                capacity.largestWord(),
                rounding,
                target,
                offset);
        for (int i = 0; i < rows.size(); i++) {
            pendingResiduals.put(rows.row(i), row(left, i * width));
            pendingWaiting.remove(rows.row(i));
        }
        long counted = target.word(InputLayout.SATURATED) + saturated;
        target.set(InputLayout.SATURATED, Math.min(counted, capacity.largestWord()));
        pending = true;
        return saturated;
    }

    private void carry(int row, float[] gradient, int from) {
        float[] residual = row(gradient, from);
        float[] before = residuals.getOrDefault(row, new float[table.width()]);
        for (int j = 0; j < residual.length; j++) {
            residual[j] += before[j];
        }
        pendingResiduals.put(row, residual);
        pendingWaiting.add(row);
    }

    private float[] row(float[] values, int from) {
        float[] row = new float[table.width()];
        System.arraycopy(values, from, row, 0, row.length);
        return row;
    }

    /** The round's result was verified: what was left over is carried to a later batch. */
    public void commit() {
        requirePending();
        pendingResiduals.forEach((row, residual) -> {
            if (isZero(residual)) {
                residuals.remove(row);
            } else {
                residuals.put(row, residual);
            }
        });
        pendingWaiting.stream().filter(row -> !waiting.contains(row)).forEach(row -> carried++);
        waiting.clear();
        waiting.addAll(pendingWaiting);
        pending = false;
    }

    private static boolean isZero(float[] residual) {
        for (float value : residual) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** The round was void: as if the batch had never been encoded. */
    public void discard() {
        requirePending();
        pending = false;
    }

    private void requirePending() {
        if (!pending) {
            throw new IllegalStateException("no encoding is pending");
        }
    }

    /** Rows whose gradient no round has taken yet: to be asked for again. */
    public RowSet waiting() {
        return RowSet.of(
                table.rows(), waiting.stream().mapToInt(Integer::intValue).toArray());
    }

    /** How often a row had to wait. */
    public long carried() {
        return carried;
    }

    /** The committed state, for this platform's own checkpoint: u64 carried, then per row u32 row, u8 waiting, f32 residual. */
    public byte[] exportState() {
        TreeSet<Integer> rows = new TreeSet<>(residuals.keySet());
        rows.addAll(waiting);
        ByteBuffer out =
                ByteBuffer.allocate(Long.BYTES + rows.size() * rowBytes()).putLong(carried);
        for (int row : rows) {
            out.putInt(row).put((byte) (waiting.contains(row) ? 1 : 0));
            for (float value : residuals.getOrDefault(row, new float[table.width()])) {
                out.putFloat(value);
            }
        }
        return out.array();
    }

    private int rowBytes() {
        return Integer.BYTES + 1 + Float.BYTES * table.width();
    }

    /**
     * Adopts a state from this platform's own checkpoint; whatever was pending is dropped.
     *
     * @throws IllegalArgumentException if it is of another table, or damaged
     */
    public void restoreState(byte[] checkpoint) {
        int rowBytes = rowBytes();
        if (checkpoint.length < Long.BYTES || (checkpoint.length - Long.BYTES) % rowBytes != 0) {
            throw new IllegalArgumentException("not the residuals of %s: %d bytes".formatted(table, checkpoint.length));
        }
        ByteBuffer in = ByteBuffer.wrap(checkpoint);
        Map<Integer, float[]> read = new TreeMap<>();
        TreeSet<Integer> waitingRead = new TreeSet<>();
        long count = in.getLong();
        while (in.hasRemaining()) {
            int row = in.getInt();
            if (in.get() != 0) {
                waitingRead.add(row);
            }
            float[] residual = new float[table.width()];
            in.asFloatBuffer().get(residual);
            in.position(in.position() + Float.BYTES * residual.length);
            TileQuantiser.requireFinite(residual);
            if (row < 0 || row >= table.rows() || read.put(row, residual) != null) {
                throw new IllegalArgumentException("a residual of a row that %s has not".formatted(table));
            }
        }
        residuals.clear();
        residuals.putAll(read);
        waiting.clear();
        waiting.addAll(waitingRead);
        carried = count;
        pending = false;
    }

    @Override
    public String toString() {
        return "RowEncoder[" + residuals.size() + " residuals of " + table.rows() + " rows]";
    }
}
