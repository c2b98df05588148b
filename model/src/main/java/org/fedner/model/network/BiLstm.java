package org.fedner.model.network;

import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.TensorNames;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.BlockLSTMGrad;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A Bi-LSTM over a grid, forward and backward pass. TensorFlow has no gradient for {@code BlockLSTM}, so {@code
 * BlockLSTMGrad} is placed by hand, and the rest of the network is differentiated around it.
 *
 * <p>Padding comes after a sequence's last place in both directions, so it never reaches a place that counts.
 */
final class BiLstm {
    private final Ops tf;
    private final Grid grid;
    private final Operand<TFloat32> input;
    private final int width;
    private final int units;
    private final TensorNames.Lstm names;
    private final BlockLSTM<TFloat32> ahead;
    private final BlockLSTM<TFloat32> back;
    private final Operand<TFloat32> aheadHidden;
    private final Operand<TFloat32> backHidden;

    /** @param input {@code [steps][batch][width]} */
    BiLstm(
            Grid grid,
            Operand<TFloat32> input,
            int width,
            int units,
            TensorNames.Lstm names,
            Map<String, Operand<TFloat32>> parameters) {
        tf = grid.tf();
        this.grid = grid;
        this.input = input;
        this.width = width;
        this.units = units;
        this.names = names;
        ahead = direction(input, parameters.get(names.forwardW()), parameters.get(names.forwardB()));
        back = direction(
                grid.mirrored(input, width), parameters.get(names.backwardW()), parameters.get(names.backwardB()));
        aheadHidden = tf.identity(ahead.h());
        backHidden = tf.identity(grid.mirrored(back.h(), units));
    }

    private BlockLSTM<TFloat32> direction(Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> b) {
        Operand<TFloat32> zero = tf.fill(tf.stack(List.of(grid.batch(), tf.constant(units))), tf.constant(0f));
        Operand<TFloat32> noPeephole = tf.constant(new float[units]);
        return tf.nn.blockLSTM(
                tf.dtypes.cast(grid.steps(), TInt64.class), x, zero, zero, w, noPeephole, noPeephole, noPeephole, b);
    }

    Operand<TFloat32> input() {
        return input;
    }

    int units() {
        return units;
    }

    /** What one direction computed on its way forward, each {@code [steps][batch][units]}, in the order in which it reads. */
    record Trace(
            Operand<TFloat32> input,
            Operand<TFloat32> cell,
            Operand<TFloat32> forget,
            Operand<TFloat32> output,
            Operand<TFloat32> candidate,
            Operand<TFloat32> cellOut,
            Operand<TFloat32> hidden) {}

    Trace trace(boolean ahead) {
        BlockLSTM<TFloat32> forward = ahead ? this.ahead : back;
        return new Trace(forward.i(), forward.cs(), forward.f(), forward.o(), forward.ci(), forward.co(), forward.h());
    }

    /** A gradient of a direction's hidden values in the order in which it reads, from that in the order of the places. */
    Operand<TFloat32> asRead(boolean ahead, Operand<TFloat32> hiddenGradient) {
        return ahead ? hiddenGradient : grid.mirrored(hiddenGradient, units);
    }

    /**
     * At each place what its gates send back to the hidden values of the place before, {@code [steps][batch][units]}, in the
     * order in which the direction reads. {@code BlockLSTMGrad} keeps that to itself, and the gates' gradients too; but the
     * gradient of inputs that reach the gates through the hidden values' own weights is it. The gates' follow from it place
     * by place, see {@link GateGradients}.
     *
     * @param hiddenGradient as {@link #asRead} gives it
     */
    Operand<TFloat32> recurrentGradient(boolean ahead, Operand<TFloat32> hiddenGradient) {
        BlockLSTM<TFloat32> forward = ahead ? this.ahead : back;
        BlockLSTM.Inputs<TFloat32> in = inputs(forward);
        Operand<TFloat32> ofHidden =
                tf.slice(in.w, tf.constant(new int[] {width, 0}), tf.constant(new int[] {units, 4 * units}));
        Operand<TFloat32> twice = tf.concat(List.of(ofHidden, ofHidden), tf.constant(0));
        return gradient(forward, tf.zerosLike(forward.h()), twice, hiddenGradient)
                .xGrad();
    }

    /** Gradient of the input, {@code [steps][batch][width]}, from those of the gates. */
    Operand<TFloat32> inputGradientOf(Operand<TFloat32> aheadGates, Operand<TFloat32> backGates) {
        return tf.math.add(throughInputs(ahead, aheadGates), grid.mirrored(throughInputs(back, backGates), width));
    }

    private Operand<TFloat32> throughInputs(BlockLSTM<TFloat32> forward, Operand<TFloat32> gates) {
        BlockLSTM.Inputs<TFloat32> in = inputs(forward);
        Operand<TFloat32> ofInputs =
                tf.slice(in.w, tf.constant(new int[] {0, 0}), tf.constant(new int[] {width, 4 * units}));
        return grid.like(tf.linalg.matMul(grid.flat(gates, 4 * units), ofInputs, MatMul.transposeB(true)), width);
    }

    /** {@code [steps][batch][units]}, after each place from the first on. */
    Operand<TFloat32> aheadHidden() {
        return aheadHidden;
    }

    /** {@code [steps][batch][units]}, after each place from the last on. */
    Operand<TFloat32> backHidden() {
        return backHidden;
    }

    /**
     * The gradient of the input, given those of the two hidden sequences; the gradients of the four parameters are put into
     * {@code gradients}.
     */
    Operand<TFloat32> inputGradient(
            Operand<TFloat32> aheadGradient, Operand<TFloat32> backGradient, Map<String, Output<?>> gradients) {
        BlockLSTMGrad<TFloat32> ofAhead = gradient(ahead, inputs(ahead).x, inputs(ahead).w, aheadGradient);
        // The mirror is its own inverse, so the gradient passes through it as the values do.
        BlockLSTMGrad<TFloat32> ofBack =
                gradient(back, inputs(back).x, inputs(back).w, grid.mirrored(backGradient, units));
        gradients.put(names.forwardW(), ofAhead.wGrad());
        gradients.put(names.forwardB(), ofAhead.bGrad());
        gradients.put(names.backwardW(), ofBack.wGrad());
        gradients.put(names.backwardB(), ofBack.bGrad());
        return tf.math.add(ofAhead.xGrad(), grid.mirrored(ofBack.xGrad(), width));
    }

    private static BlockLSTM.Inputs<TFloat32> inputs(BlockLSTM<TFloat32> forward) {
        return new BlockLSTM.Inputs<>((GraphOperation) forward.op());
    }

    private BlockLSTMGrad<TFloat32> gradient(
            BlockLSTM<TFloat32> forward, Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> hiddenGradient) {
        BlockLSTM.Inputs<TFloat32> in = inputs(forward);
        return tf.nn.blockLSTMGrad(
                in.seqLenMax,
                x,
                in.csPrev,
                in.hPrev,
                w,
                in.wci,
                in.wcf,
                in.wco,
                in.b,
                forward.i(),
                forward.cs(),
                forward.f(),
                forward.o(),
                forward.ci(),
                forward.co(),
                forward.h(),
                tf.zerosLike(forward.cs()),
                hiddenGradient,
                false);
    }
}
