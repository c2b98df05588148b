package org.fedner.model.network;

import java.util.List;
import java.util.Map;
import org.fedner.model.parameters.TensorNames;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A Bi-LSTM over a grid, forward. Padding comes after a sequence's last place in both directions, so it never reaches a place
 * that counts.
 */
final class BiLstmGraph {
    private final Ops tf;
    private final Grid grid;
    private final int units;
    private final Operand<TFloat32> aheadHidden;
    private final Operand<TFloat32> backHidden;

    /** @param input {@code [steps][batch][width]} */
    BiLstmGraph(
            Grid grid,
            Operand<TFloat32> input,
            int width,
            int units,
            TensorNames.Lstm names,
            Map<String, Operand<TFloat32>> parameters) {
        tf = grid.tf();
        this.grid = grid;
        this.units = units;
        aheadHidden = direction(input, parameters.get(names.forwardW()), parameters.get(names.forwardB()));
        Operand<TFloat32> back = direction(
                grid.mirrored(input, width), parameters.get(names.backwardW()), parameters.get(names.backwardB()));
        backHidden = grid.mirrored(back, units);
    }

    private Operand<TFloat32> direction(Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> b) {
        Operand<TFloat32> zero = tf.fill(tf.stack(List.of(grid.batch(), tf.constant(units))), tf.constant(0f));
        Operand<TFloat32> noPeephole = tf.constant(new float[units]);
        return tf.nn.blockLSTM(
                        tf.dtypes.cast(grid.steps(), TInt64.class),
                        x,
                        zero,
                        zero,
                        w,
                        noPeephole,
                        noPeephole,
                        noPeephole,
                        b)
                .h();
    }

    /** {@code [steps][batch][units]}, after each place from the first on. */
    Operand<TFloat32> aheadHidden() {
        return aheadHidden;
    }

    /** {@code [steps][batch][units]}, after each place from the last on. */
    Operand<TFloat32> backHidden() {
        return backHidden;
    }
}
