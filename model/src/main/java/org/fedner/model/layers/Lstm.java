package org.fedner.model.layers;

import java.util.Arrays;

/**
 * One direction of an LSTM (Hochreiter and Schmidhuber 1997, forget gate, no peepholes) over packed sequences, forward and
 * backward. Gates in the order input, forget, candidate, output.
 *
 * <p>All inputs' products are formed at once; what is left for each step is the product with the hidden values, of as many
 * rows as sequences are still running.
 */
final class Lstm implements AutoCloseable {
    private static final int GATES = 4;

    private final int width;
    private final int units;
    private final Matrix ofInputs = new Matrix(); // [width][4 * units]
    private final Matrix ofHidden = new Matrix(); // [units][4 * units]
    private final Matrix ofHiddenTurned = new Matrix(); // [4 * units][units]
    private final float[] bias;

    private final Matrix input = new Matrix(); // [places][width]
    /** {@code [places][4 * units]}: forward the gates before their activations, backward their gradients. */
    private final Matrix gates = new Matrix();

    private final Matrix before = new Matrix(); // hidden values before each place but a sequence's first
    private final Matrix recurrent = new Matrix(); // what a step sends to the one before
    private final Matrix inputSignal = new Matrix(); // [places][width]
    private final WeightSums sums = new WeightSums();

    private float[][][] trace = new float[0][][]; // [steps]: gates, cells and their tanh, each of one step
    private final float[][] signals = new float[GATES][0]; // of one step
    private float[] hidden = new float[0]; // [places][units]
    private float[] carried = new float[0]; // gradient of the cells, led back from the step after
    private float[] arriving = new float[0];
    private float[] led = new float[0];

    private static final int INPUT = 0;
    private static final int FORGET = 1;
    private static final int CANDIDATE = 2;
    private static final int OUTPUT = 3;
    private static final int CELL = 4;
    private static final int CELL_OUT = 5;
    private static final int TRACED = 6;

    Lstm(int width, int units) {
        this.width = width;
        this.units = units;
        bias = new float[GATES * units];
    }

    /** Takes a copy of {@code [width + units][4 * units]} weights and {@code [4 * units]} biases. */
    void load(float[] w, int atW, float[] b, int atB) {
        ofInputs.shaped(width, GATES * units).putRows(0, width, w, atW);
        ofHidden.shaped(units, GATES * units).putRows(0, units, w, atW + width * GATES * units);
        ofHiddenTurned.turned(ofHidden.all());
        System.arraycopy(b, atB, bias, 0, bias.length);
    }

    /** Where the caller writes what is read next, {@code [places][width]}, in the order in which it is read. */
    Matrix input(Packing packing) {
        return input.shaped(packing.places(), width);
    }

    /** {@code [places][units]} of the input as it stands; the array is reused and may be longer. */
    float[] forward(Packing packing) {
        int places = packing.places();
        gates.shaped(places, GATES * units).fillRows(bias);
        Matrix.product(1, input.all(), ofInputs.all(), 1, gates.all());
        before.shaped(places - packing.first(1), units);
        reserve(packing);
        for (int t = 0; t < packing.steps(); t++) {
            step(packing, t);
        }
        return hidden;
    }

    private void reserve(Packing packing) {
        if (trace.length < packing.steps()) {
            int known = trace.length;
            trace = Arrays.copyOf(trace, packing.steps());
            for (int t = known; t < trace.length; t++) {
                trace[t] = new float[TRACED][0];
            }
        }
        for (int t = 0; t < packing.steps(); t++) {
            for (int i = 0; i < TRACED; i++) {
                trace[t][i] = Elementwise.room(trace[t][i], packing.at(t) * units);
            }
        }
        int most = packing.at(0) * units;
        for (int gate = 0; gate < GATES; gate++) {
            signals[gate] = Elementwise.room(signals[gate], most);
        }
        hidden = Elementwise.room(hidden, packing.places() * units);
        carried = Elementwise.room(carried, most);
        arriving = Elementwise.room(arriving, most);
        led = Elementwise.room(led, most);
    }

    private void step(Packing packing, int t) {
        int first = packing.first(t);
        int running = packing.at(t);
        int count = running * units;
        float[][] now = trace[t];
        if (t > 0) {
            int place = first - packing.first(1);
            before.putRows(place, running, arriving, 0);
            Matrix.product(1, before.part(place, running), ofHidden.all(), 1, gates.part(first, running));
        }
        for (int i = 0; i < running; i++) {
            for (int gate = 0; gate < GATES; gate++) {
                gates.get(first + i, gate * units, now[gate], i * units, units);
            }
        }
        Elementwise.sigmoid(now[INPUT], count);
        Elementwise.sigmoid(now[FORGET], count);
        Elementwise.tanh(now[CANDIDATE], count);
        Elementwise.sigmoid(now[OUTPUT], count);
        product(now[CELL], now[INPUT], now[CANDIDATE], count);
        if (t > 0) {
            addProduct(now[CELL], now[FORGET], trace[t - 1][CELL], count);
        }
        System.arraycopy(now[CELL], 0, now[CELL_OUT], 0, count);
        Elementwise.tanh(now[CELL_OUT], count);
        product(arriving, now[OUTPUT], now[CELL_OUT], count);
        System.arraycopy(arriving, 0, hidden, first * units, count);
    }

    /**
     * Gradient of the input, {@code [places][width]}, valid until the next call.
     *
     * @param hiddenGradient by what lies above, {@code [places][units]}
     */
    Matrix backward(Packing packing, float[] hiddenGradient) {
        int places = packing.places();
        Arrays.fill(carried, 0);
        for (int t = packing.steps() - 1; t >= 0; t--) {
            stepBack(packing, t, hiddenGradient);
        }
        Matrix.productWithTurned(
                1,
                gates.all(),
                ofInputs.all(),
                0,
                inputSignal.shaped(places, width).all());
        return inputSignal;
    }

    private void stepBack(Packing packing, int t, float[] hiddenGradient) {
        int first = packing.first(t);
        int running = packing.at(t);
        int count = running * units;
        System.arraycopy(hiddenGradient, first * units, arriving, 0, count);
        int later = packing.at(t + 1);
        if (later > 0) {
            recurrent.shaped(later, units);
            Matrix.product(1, gates.part(first + running, later), ofHiddenTurned.all(), 0, recurrent.all());
            recurrent.getRows(0, later, led, 0);
            Elementwise.add(arriving, led, later * units);
        }
        float[][] now = trace[t];
        outputGate(arriving, now[OUTPUT], now[CELL_OUT], signals[OUTPUT], count);
        cellGradient(arriving, now[OUTPUT], now[CELL_OUT], carried, count);
        sigmoidGate(now[INPUT], now[CANDIDATE], carried, signals[INPUT], count);
        candidate(now[INPUT], now[CANDIDATE], carried, signals[CANDIDATE], count);
        if (t > 0) {
            sigmoidGate(now[FORGET], trace[t - 1][CELL], carried, signals[FORGET], count);
        } else {
            Arrays.fill(signals[FORGET], 0, count, 0); // before the first place there is no cell to forget
        }
        Elementwise.multiply(carried, now[FORGET], count);
        for (int i = 0; i < running; i++) {
            for (int gate = 0; gate < GATES; gate++) {
                gates.put(first + i, gate * units, signals[gate], i * units, units);
            }
        }
    }

    /** Overwrites the gradients of weights and bias by what was last led back, over these places. */
    void gradient(Packing packing, Rows rows, float[] w, int atW, float[] b, int atB) {
        int first = packing.first(1);
        sums.weights(rows, input.all(), gates.all(), w, atW);
        sums.weights(
                rows.later(first),
                before.all(),
                gates.part(first, packing.places() - first),
                w,
                atW + width * GATES * units);
        sums.bias(rows, gates.all(), b, atB);
    }

    private static void addProduct(float[] target, float[] left, float[] right, int count) {
        for (int j = 0; j < count; j++) {
            target[j] += left[j] * right[j];
        }
    }

    private static void product(float[] target, float[] left, float[] right, int count) {
        for (int j = 0; j < count; j++) {
            target[j] = left[j] * right[j];
        }
    }

    private static void outputGate(float[] ofHidden, float[] out, float[] cellOut, float[] target, int count) {
        for (int j = 0; j < count; j++) {
            target[j] = out[j] * (1 - out[j]) * ofHidden[j] * cellOut[j];
        }
    }

    private static void cellGradient(float[] ofHidden, float[] out, float[] cellOut, float[] ofCell, int count) {
        for (int j = 0; j < count; j++) {
            ofCell[j] += (1 - cellOut[j] * cellOut[j]) * ofHidden[j] * out[j];
        }
    }

    private static void sigmoidGate(float[] gate, float[] lets, float[] ofCell, float[] target, int count) {
        for (int j = 0; j < count; j++) {
            target[j] = gate[j] * (1 - gate[j]) * ofCell[j] * lets[j];
        }
    }

    private static void candidate(float[] in, float[] candidate, float[] ofCell, float[] target, int count) {
        for (int j = 0; j < count; j++) {
            target[j] = (1 - candidate[j] * candidate[j]) * ofCell[j] * in[j];
        }
    }

    @Override
    public void close() {
        for (Matrix matrix :
                new Matrix[] {ofInputs, ofHidden, ofHiddenTurned, input, gates, before, recurrent, inputSignal}) {
            matrix.close();
        }
        sums.close();
    }
}
