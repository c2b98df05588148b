package org.fedner.aggregation.encoding;

import java.util.Arrays;
import java.util.List;
import org.fedner.crypto.expansion.Keystream;

/**
 * Encodes a platform's batches in a ring, with stochastic rounding and error feedback.
 *
 * <p>Guarantee: for every coordinate, encoded word times 2^-e plus new residual is gradient plus old residual, up to one
 * float32 rounding and 2^-24 of a step; and the magnitude of a word never exceeds the {@link SumCapacity}. Rounding is
 * unbiased to 2^-24 of a step: the word is floor(x + u) with u uniform in multiples of 2^-24 ({@link Quantiser32}) or of
 * 2^-32 ({@link Quantiser64}).
 *
 * <p>The residual follows the round: {@link #encode} computes a pending one, {@link #commit} adopts it with the verified
 * result, {@link #discard} drops it with a void round. It is the platform's private state.
 *
 * <p>Allocates nothing per round. Owned by one thread.
 */
public final class FixedPointEncoder {

    private final InputLayout layout;
    private final TileQuantiser quantiser = new TileQuantiser();
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
     * @return the number of coordinates whose magnitude reached the capacity, and was clipped to it
     * @throws NotFiniteException if a coordinate is NaN or infinite; then nothing is pending
     */
    public int encode(
            BatchGradient batch, Exponents exponents, SumCapacity capacity, Keystream rounding, RingVector target) {
        return encode(batch, layout, exponents, capacity, rounding, target);
    }

    /**
     * The same for a target that is longer: {@code whole} is this encoder's layout and tensors behind it, whose words are left
     * as they are.
     */
    public int encode(
            BatchGradient batch,
            InputLayout whole,
            Exponents exponents,
            SumCapacity capacity,
            Keystream rounding,
            RingVector target) {
        if (pending) {
            throw new IllegalStateException("the last encoding was neither committed nor discarded");
        }
        float[] gradient = batch.gradient();
        if (gradient.length != residual.length || batch.metrics().size() != layout.metrics()) {
            throw new IllegalArgumentException("%d coordinates and %d metrics where the layout has %d and %d"
                    .formatted(gradient.length, batch.metrics().size(), residual.length, layout.metrics()));
        }
        whole.requireSize(target);
        if (!whole.startsWith(layout)) {
            throw new IllegalArgumentException("the whole layout does not begin as this encoder's");
        }
        if (target.ring() != capacity.ring()) {
            throw new IllegalArgumentException("%s for a sum in %s".formatted(target, capacity.ring()));
        }
        exponents.requireTensors(whole);
        TileQuantiser.requireFinite(gradient);

        target.set(InputLayout.EXAMPLES, capacity.require("examples", batch.examples()));
        for (int i = 0; i < layout.metrics(); i++) {
            target.set(
                    InputLayout.FIRST_METRIC + i,
                    capacity.require("a metric", batch.metrics().get(i)));
        }
        int saturated = 0;
        int from = 0;
        List<Integer> tensorSizes = layout.tensorSizes();
        for (int tensor = 0; tensor < tensorSizes.size(); tensor++) {
            int to = from + tensorSizes.get(tensor);
            saturated += quantiser.quantise(
                    gradient,
                    residual,
                    pendingResidual,
                    from,
                    to,
                    exponents.step(tensor),
                    capacity.largestWord(),
                    rounding,
                    target,
                    layout.gradientOffset());
            from = to;
        }
        target.set(InputLayout.SATURATED, Math.min(saturated, capacity.largestWord()));
        pending = true;
        return saturated;
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
        TileQuantiser.requireFinite(checkpoint);
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
