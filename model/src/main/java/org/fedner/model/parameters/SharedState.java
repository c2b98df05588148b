package org.fedner.model.parameters;

import java.nio.charset.StandardCharsets;

/**
 * The shared module in training: parameters, Adam's moments and the round. Two parties in the same state have the same
 * {@link #digest()}, and stay so while they apply the same gradients. Confined to one thread at a time.
 */
public final class SharedState {
    private static final byte[] MAGIC = "FEDNERSS".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private final SharedParameters parameters;
    private final Adam adam;
    private final RowAdam rowAdam;
    private long round;

    private SharedState(SharedParameters parameters, Adam adam, RowAdam rowAdam, long round) {
        this.parameters = parameters;
        this.adam = adam;
        this.rowAdam = rowAdam;
        this.round = round;
    }

    /** The state before round 0, the same on every machine for one seed. */
    public static SharedState initial(NetworkSpec spec, long seed) {
        SharedParameters parameters = SharedParameters.initial(spec, seed);
        return new SharedState(parameters, new Adam(parameters.size()), new RowAdam(), 0);
    }

    /** The live parameters: {@link #apply} changes them in place. */
    public SharedParameters parameters() {
        return parameters;
    }

    /** Rounds applied so far, which is the number of the next one. */
    public long round() {
        return round;
    }

    /**
     * One optimiser step along the mean gradient of a round, in place. A gradient of another length or with a number that
     * is not finite is refused before anything changes.
     */
    public void apply(float[] meanGradient, double rate) {
        apply(meanGradient, RowGradient.none(), rate);
    }

    /** The same with the mean gradient of a table by rows: the bits of a dense step whose other rows have no gradient. */
    public void apply(float[] meanGradient, RowGradient meanRows, double rate) {
        requireFinite(meanGradient);
        meanRows.requireFinite();
        step(meanGradient, meanRows, rate);
    }

    /** One step of this round by {@code rule}, which may scale the gradients in place. Refusals are as above. */
    public void apply(float[] meanGradient, RowGradient meanRows, UpdateRule rule) {
        requireFinite(meanGradient);
        meanRows.requireFinite();
        double rate = rule.rates().rate(round);
        rule.clip(meanGradient, meanRows);
        rule.decay(parameters.layout(), parameters.values(), rate);
        rule.decay(parameters.rows(), rate);
        step(meanGradient, meanRows, rate);
    }

    private void step(float[] meanGradient, RowGradient meanRows, double rate) {
        adam.step(parameters.values(), meanGradient, rate);
        rowAdam.step(parameters.rows(), meanRows, Adam.scale(adam.steps(), rate));
        round++;
    }

    /**
     * One round of several local steps: every platform went from these parameters, and {@code meanChange} is the mean of what
     * each of them took off (McMahan et al. 2017). No optimiser is in between. A change of another length or with a number
     * that is not finite is refused before anything changes.
     */
    public void move(float[] meanChange) {
        float[] values = parameters.values();
        if (meanChange.length != values.length) {
            throw new IllegalArgumentException(
                    "a change of %d coordinates for %d parameters".formatted(meanChange.length, values.length));
        }
        requireFinite(meanChange);
        for (int i = 0; i < values.length; i++) {
            values[i] -= meanChange[i];
        }
        round++;
    }

    private static void requireFinite(float[] mean) {
        for (int i = 0; i < mean.length; i++) {
            if (!Float.isFinite(mean[i])) {
                throw new IllegalArgumentException("coordinate %d of the mean gradient is not finite".formatted(i));
            }
        }
    }

    public SharedState copy() {
        return new SharedState(parameters.copy(), adam.copy(), rowAdam.copy(), round);
    }

    /**
     * Canonical bytes, big-endian: "FEDNERSS", u16 version 1, 32 bytes layout digest, u64 round, u64 optimiser steps, u32
     * coordinates, then parameters, first and second moments as f32, and of a table by rows those that are not zero: u32
     * count, and each one's u32 row and its parameters, first and second moments, ascending.
     */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(
                        64 + 12 * (parameters.size() + parameters.rows().values().length))
                .bytes(MAGIC)
                .u16(VERSION)
                .bytes(parameters.layout().digest())
                .u64(round)
                .u64(adam.steps())
                .u32(parameters.size())
                .floats(parameters.values())
                .floats(adam.firstMoments())
                .floats(adam.secondMoments());
        if (parameters.layout().byRows().isPresent()) {
            rowAdam.write(parameters.rows(), out);
        }
        return out.toByteArray();
    }

    /** SHA-256 of {@link #encode()}, 32 bytes. */
    public byte[] digest() {
        return Digests.sha256(encode());
    }

    /** The state in {@code bytes}, which must be of exactly this network. */
    public static SharedState decode(NetworkSpec spec, byte[] bytes) throws ModuleFormatException {
        ParameterLayout layout = spec.sharedLayout();
        ByteReader in = new ByteReader(bytes, "the state of the shared module");
        in.expect(MAGIC, "does not start as one");
        if (in.u16() != VERSION) {
            throw in.malformed("is of another version");
        }
        in.expect(layout.digest(), "belongs to another network");
        long round = in.u63();
        long steps = in.u63();
        int size = in.u31();
        if (size != layout.size()) {
            throw in.malformed("holds %d coordinates where the network has %d".formatted(size, layout.size()));
        }
        RowValues rows = RowValues.zero(layout);
        SharedParameters parameters = new SharedParameters(layout, in.floats(size), rows);
        Adam adam = new Adam(in.floats(size), in.floats(size), steps);
        RowAdam rowAdam = layout.byRows().isPresent() ? RowAdam.read(in, rows) : new RowAdam();
        in.expectEnd();
        return new SharedState(parameters, adam, rowAdam, round);
    }
}
