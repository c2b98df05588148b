package org.fedner.model.network;

/**
 * The gradient of one direction of an LSTM at its gates, before their activations: what weights' gradients of single units are
 * made of. With what comes back through time given, the rest is arithmetic place by place (Hochreiter and Schmidhuber 1997,
 * without peepholes), from the last place read to the first.
 */
final class GateGradients {
    private GateGradients() {}

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
        int places = batch * units;
        float[] gates = new float[4 * hidden.length];
        float[] ofHidden = new float[places];
        float[] ofCell = new float[places];
        float[] before = new float[places]; // cells of the place before
        for (int t = steps - 1; t >= 0; t--) {
            int from = t * places;
            System.arraycopy(hidden, from, ofHidden, 0, places);
            if (t + 1 < steps) {
                add(recurrent, from + places, ofHidden);
            }
            if (t > 0) {
                System.arraycopy(trace.cell, from - places, before, 0, places);
            } else {
                before = new float[places];
            }
            for (int b = 0; b < batch; b++) {
                place(
                        trace,
                        from + b * units,
                        b * units,
                        units,
                        ofHidden,
                        ofCell,
                        before,
                        gates,
                        4 * (from + b * units));
            }
        }
        return gates;
    }

    private static void add(float[] values, int from, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] += values[from + j];
        }
    }

    /** One sequence at one place; {@code ofCell} becomes what the place before gets. */
    private static void place(
            Trace trace,
            int at,
            int row,
            int units,
            float[] ofHidden,
            float[] ofCell,
            float[] before,
            float[] gates,
            int target) {
        for (int u = 0; u < units; u++) {
            float dh = ofHidden[row + u];
            float in = trace.input[at + u];
            float candidate = trace.candidate[at + u];
            float forget = trace.forget[at + u];
            float out = trace.output[at + u];
            float cellOut = trace.cellOut[at + u];
            float dc = (1 - cellOut * cellOut) * dh * out + ofCell[row + u];
            gates[target + u] = in * (1 - in) * dc * candidate;
            gates[target + units + u] = forget * (1 - forget) * dc * before[row + u];
            gates[target + 2 * units + u] = (1 - candidate * candidate) * dc * in;
            gates[target + 3 * units + u] = out * (1 - out) * dh * cellOut;
            ofCell[row + u] = dc * forget;
        }
    }
}
