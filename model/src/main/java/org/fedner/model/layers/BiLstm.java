package org.fedner.model.layers;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Both directions of an LSTM over packed sequences; at once if they may be. */
public final class BiLstm implements AutoCloseable {
    private final int width;
    private final int units;
    private final boolean atOnce;
    private final Lstm ahead;
    private final Lstm back;
    private float[] output = new float[0];
    private float[] ofAhead = new float[0];
    private float[] ofBack = new float[0];
    private float[] inputGradient = new float[0];

    /** @param atOnce whether the second direction may have a thread of its own; the numbers are the same */
    public BiLstm(int width, int units, boolean atOnce) {
        this.width = width;
        this.units = units;
        this.atOnce = atOnce;
        ahead = new Lstm(width, units);
        back = new Lstm(width, units);
    }

    /** Takes a copy of the direction's weights {@code [width + units][4 * units]} and biases {@code [4 * units]}. */
    public void load(boolean isAhead, float[] w, int atW, float[] b, int atB) {
        (isAhead ? ahead : back).load(w, atW, b, atB);
    }

    /**
     * Ahead and back side by side, {@code [places][2 * units]}, each place's own, from {@code [places][width]}; the array is
     * reused and may be longer.
     */
    public float[] forward(Packing packing, float[] input) {
        float[][] hidden = new float[2][];
        both(
                () -> {
                    ahead.input(packing).putRows(0, packing.places(), input, 0);
                    hidden[0] = ahead.forward(packing);
                },
                () -> {
                    Matrix mirrored = back.input(packing);
                    for (int p = 0; p < packing.places(); p++) {
                        mirrored.put(packing.mirrored(p), 0, input, p * width, width);
                    }
                    hidden[1] = back.forward(packing);
                });
        output = Elementwise.room(output, packing.places() * 2 * units);
        for (int p = 0; p < packing.places(); p++) {
            System.arraycopy(hidden[0], p * units, output, 2 * p * units, units);
            System.arraycopy(hidden[1], packing.mirrored(p) * units, output, (2 * p + 1) * units, units);
        }
        return output;
    }

    /**
     * Gradient of the input, {@code [places][width]}, reused like the output, from that of what {@link #forward} gave.
     *
     * @param ledBack told of each direction, on its own thread, as soon as its weights' gradients can be asked for: then what
     *     they are made from is still in the processor's cache
     */
    public float[] backward(Packing packing, float[] gradient, Consumer<Boolean> ledBack) {
        int places = packing.places();
        ofAhead = Elementwise.room(ofAhead, places * units);
        ofBack = Elementwise.room(ofBack, places * units);
        for (int p = 0; p < places; p++) {
            System.arraycopy(gradient, 2 * p * units, ofAhead, p * units, units);
            System.arraycopy(gradient, (2 * p + 1) * units, ofBack, packing.mirrored(p) * units, units);
        }
        Matrix[] inputs = new Matrix[2];
        both(
                () -> {
                    inputs[0] = ahead.backward(packing, ofAhead);
                    ledBack.accept(true);
                },
                () -> {
                    inputs[1] = back.backward(packing, ofBack);
                    ledBack.accept(false);
                });
        inputGradient = Elementwise.room(inputGradient, places * width);
        float[] sum = new float[width];
        float[] other = new float[width];
        for (int p = 0; p < places; p++) {
            inputs[0].get(p, 0, sum, 0, width);
            inputs[1].get(packing.mirrored(p), 0, other, 0, width);
            Elementwise.add(sum, other, width);
            System.arraycopy(sum, 0, inputGradient, p * width, width);
        }
        return inputGradient;
    }

    /** Overwrites the gradients of one direction's weights and bias by what was last led back, over these places. */
    public void gradient(boolean isAhead, Packing packing, Rows rows, float[] w, int atW, float[] b, int atB) {
        (isAhead ? ahead : back).gradient(packing, rows, w, atW, b, atB);
    }

    private void both(Runnable first, Runnable second) {
        if (!atOnce) {
            first.run();
            second.run();
            return;
        }
        CompletableFuture<Void> beside = CompletableFuture.runAsync(second);
        first.run();
        beside.join();
    }

    @Override
    public void close() {
        ahead.close();
        back.close();
    }
}
