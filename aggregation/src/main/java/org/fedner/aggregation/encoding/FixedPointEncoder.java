package org.fedner.aggregation.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.fedner.crypto.expansion.Keystream;

/**
 * Encodes a platform's batches in Z_2^32, with stochastic rounding and error feedback.
 *
 * <p>Guarantee: for every coordinate, encoded word times 2^-e plus new residual is gradient plus old residual, up to one
 * float32 rounding; and the magnitude of a word never exceeds the {@link SumCapacity}. Rounding is unbiased: the word is
 * floor(x + u) with u uniform in multiples of 2^-31.
 *
 * <p>The residual follows the round: {@link #encode} computes a pending one, {@link #commit} adopts it with the verified
 * result, {@link #discard} drops it with a void round. It is the platform's private state.
 *
 * <p>Allocates nothing per round. Owned by one thread.
 */
public final class FixedPointEncoder {

    /** Coordinates per tile: their rounding bits are one keystream chunk, and everything stays in the first-level cache. */
    private static final int TILE = Keystream.CHUNK_BYTES / Integer.BYTES;

    private static final double ROUNDING_UNIT = 0x1p-31;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputLayout layout;
    private final byte[] rounding = new byte[Keystream.CHUNK_BYTES];
    private float[] residual;
    private float[] pendingResidual;
    private boolean pending;

    public FixedPointEncoder(InputLayout layout) {
        this.layout = layout;
        this.residual = new float[layout.coordinates()];
        this.pendingResidual = new float[layout.coordinates()];
    }

    /**
     * Overwrites {@code target} with the encoded batch and leaves its residual pending.
     *
     * @param rounding this platform's own stream of rounding bits, used for nothing else
     * @param target of {@code layout.size()} words
     * @return the number of coordinates whose magnitude was clipped to the capacity
     * @throws NotFiniteException if a coordinate is NaN or infinite; then nothing is pending
     */
    public int encode(
            BatchGradient batch, Exponents exponents, SumCapacity capacity, Keystream rounding, RingVector target) {
        if (pending) {
            throw new IllegalStateException("the last encoding was neither committed nor discarded");
        }
        float[] gradient = batch.gradient();
        if (gradient.length != residual.length || batch.metrics().size() != layout.metrics()) {
            throw new IllegalArgumentException("%d coordinates and %d metrics where the layout has %d and %d"
                    .formatted(gradient.length, batch.metrics().size(), residual.length, layout.metrics()));
        }
        layout.requireSize(target);
        exponents.requireTensors(layout);
        requireFinite(gradient);

        int[] words = target.words();
        words[InputLayout.EXAMPLES] = capacity.require("examples", batch.examples());
        for (int i = 0; i < layout.metrics(); i++) {
            words[InputLayout.FIRST_METRIC + i] =
                    capacity.require("a metric", batch.metrics().get(i));
        }
        int saturated = 0;
        int from = 0;
        List<Integer> tensorSizes = layout.tensorSizes();
        for (int tensor = 0; tensor < tensorSizes.size(); tensor++) {
            int to = from + tensorSizes.get(tensor);
            double step = exponents.step(tensor);
            for (int tile = from; tile < to; tile += TILE) {
                int end = Math.min(to, tile + TILE);
                rounding.next(this.rounding, 0, (end - tile) * Integer.BYTES);
                saturated += quantise(gradient, tile, end, step, capacity.largestWord(), words);
            }
            from = to;
        }
        words[InputLayout.SATURATED] = Math.min(saturated, capacity.largestWord());
        pending = true;
        return saturated;
    }

    private int quantise(float[] gradient, int from, int to, double step, int largest, int[] words) {
        int saturated = quantise(
                gradient, residual, pendingResidual, rounding, from, to, step, largest, words, layout.gradientOffset());
        if (saturated > 0) { // only then can what is left over exceed a float
            for (int j = from; j < to; j++) {
                pendingResidual[j] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, pendingResidual[j]));
            }
        }
        return saturated;
    }

    /** The inner loop, over locals only. */
    private static int quantise(
            float[] gradient,
            float[] carried,
            float[] leftOver,
            byte[] rounding,
            int from,
            int to,
            double step,
            int largest,
            int[] words,
            int offset) {
        double scale = 1 / step; // exact: a power of two
        int saturated = 0;
        for (int j = from; j < to; j++) {
            double value = (double) gradient[j] + carried[j];
            double uniform = ((int) INTS.get(rounding, (j - from) * Integer.BYTES) >>> 1) * ROUNDING_UNIT;
            int rounded = (int) Math.floor(value * scale + uniform); // the cast saturates, it never wraps
            int word = Math.max(-largest, Math.min(largest, rounded));
            saturated += word == rounded ? 0 : 1;
            words[offset + j] = word;
            leftOver[j] = (float) (value - word * step);
        }
        return saturated;
    }

    private static void requireFinite(float[] gradient) {
        int largestMagnitude = 0;
        for (float coordinate : gradient) {
            largestMagnitude = Math.max(largestMagnitude, Float.floatToRawIntBits(coordinate) & Integer.MAX_VALUE);
        }
        if (largestMagnitude > Float.floatToRawIntBits(Float.MAX_VALUE)) {
            for (int j = 0; j < gradient.length; j++) {
                if (!Float.isFinite(gradient[j])) {
                    throw new NotFiniteException(j);
                }
            }
        }
    }

    /** The round's result was verified: what was left over is carried to the next batch. */
    public void commit() {
        requirePending();
        float[] adopted = pendingResidual;
        pendingResidual = residual;
        residual = adopted;
        pending = false;
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

    /** The committed residual, for this platform's own checkpoint: a copy. */
    public float[] exportResidual() {
        return residual.clone();
    }

    /** Adopts a residual from this platform's own checkpoint; whatever was pending is dropped. */
    public void restoreResidual(float[] checkpoint) {
        if (checkpoint.length != residual.length) {
            throw new IllegalArgumentException("a residual of %d coordinates where the layout has %d"
                    .formatted(checkpoint.length, residual.length));
        }
        requireFinite(checkpoint);
        System.arraycopy(checkpoint, 0, residual, 0, residual.length);
        pending = false;
    }

    /** Forgets the residual, committed and pending. */
    public void clear() {
        Arrays.fill(residual, 0);
        Arrays.fill(pendingResidual, 0);
        pending = false;
    }

    @Override
    public String toString() {
        return "FixedPointEncoder[" + residual.length + " coordinates]";
    }
}
