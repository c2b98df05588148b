package org.fedner.model.network;

import java.util.Arrays;

/**
 * The gradient of one direction of an LSTM at its gates, before their activations: what weights' gradients of single units are
 * made of. With what comes back through time given, the rest is arithmetic place by place (Hochreiter and Schmidhuber 1997,
 * without peepholes), from the last place read to the first.
 */
final class GateGradients {
    private final float[] first;
    private final float[] second;
    private final float[] third;
    private final float[] ofCell;
    private final float[][] gates; // of one place

    private GateGradients(int values) {
        first = new float[values];
        second = new float[values];
        third = new float[values];
        ofCell = new float[values];
        gates = new float[4][values];
    }

    /**
     * What the direction computed forward; each {@code [steps][batch][units]}, in the order in which it reads.
     *
     * @param input of the input gate, after its activation; {@code forget} and {@code output} likewise
     * @param cell the cells after each place
     * @param candidate what the input gate lets in, after tanh
     * @param cellOut tanh of the cells
     */
    record Trace(float[] input, float[] cell, float[] forget, float[] output, float[] candidate, float[] cellOut) {}

    /**
     * @param hidden gradient of the hidden values by all but the next place, {@code [steps][batch][units]}
     * @param recurrent what each place sends back to the one before, likewise
     * @return {@code [steps][batch][4 * units]}: input gate, forget gate, candidate, output gate
     */
    static float[] of(Trace trace, float[] hidden, float[] recurrent, int steps, int batch, int units) {
        GateGradients all = new GateGradients(batch * units);
        float[] gates = new float[4 * hidden.length];
        for (int t = steps - 1; t >= 0; t--) {
            all.place(trace, hidden, recurrent, t, t + 1 < steps);
            for (int gate = 0; gate < all.gates.length; gate++) {
                for (int b = 0; b < batch; b++) {
                    int to = (4 * (t * batch + b) + gate) * units;
                    System.arraycopy(all.gates[gate], b * units, gates, to, units);
                }
            }
        }
        return gates;
    }

    /** All sequences at one place; {@code ofCell} becomes what the place before gets. */
    private void place(Trace trace, float[] hidden, float[] recurrent, int t, boolean hasNext) {
        float[] h = slice(hidden, t, first);
        if (hasNext) {
            add(slice(recurrent, t + 1, second), h);
        }
        float[] out = slice(trace.output, t, second);
        float[] cellOut = slice(trace.cellOut, t, third);
        outputGate(h, out, cellOut, gates[3]);
        cell(h, out, cellOut, ofCell);
        float[] in = slice(trace.input, t, first);
        float[] candidate = slice(trace.candidate, t, second);
        sigmoidGate(in, candidate, ofCell, gates[0]);
        candidate(in, candidate, ofCell, gates[2]);
        float[] forget = slice(trace.forget, t, first);
        Arrays.fill(second, 0f);
        float[] before = t > 0 ? slice(trace.cell, t - 1, second) : second;
        sigmoidGate(forget, before, ofCell, gates[1]);
        times(ofCell, forget);
    }

    private float[] slice(float[] values, int t, float[] into) {
        System.arraycopy(values, t * into.length, into, 0, into.length);
        return into;
    }

    // Whole arrays from their first number on: only so does the compiler turn these loops into vector instructions.

    private static void add(float[] values, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] += values[j];
        }
    }

    private static void outputGate(float[] ofHidden, float[] out, float[] cellOut, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] = out[j] * (1 - out[j]) * ofHidden[j] * cellOut[j];
        }
    }

    private static void cell(float[] ofHidden, float[] out, float[] cellOut, float[] ofCell) {
        for (int j = 0; j < ofCell.length; j++) {
            ofCell[j] += (1 - cellOut[j] * cellOut[j]) * ofHidden[j] * out[j];
        }
    }

    private static void sigmoidGate(float[] gate, float[] lets, float[] ofCell, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] = gate[j] * (1 - gate[j]) * ofCell[j] * lets[j];
        }
    }

    private static void candidate(float[] in, float[] candidate, float[] ofCell, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] = (1 - candidate[j] * candidate[j]) * ofCell[j] * in[j];
        }
    }

    private static void times(float[] target, float[] factors) {
        for (int j = 0; j < target.length; j++) {
            target[j] *= factors[j];
        }
    }
}
