package org.fedner.model.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Sequences side by side, time-major: words of sentences, or characters of words. Of a sequence shorter than the longest the
 * last places are padding.
 *
 * @param at {@code [steps][batch]}, what stands at each place
 * @param mirror for each place of {@code [steps * batch]}, the place that takes its turn when sequences are read backwards;
 *     padding stays where it is
 */
record Grid(Ops tf, Placeholder<TInt32> at, Placeholder<TInt32> mirror) {

    /** Rank 0. */
    Operand<TInt32> steps() {
        return scalar(tf.shape.size(at, tf.constant(0)));
    }

    /** Rank 0. */
    Operand<TInt32> batch() {
        return scalar(tf.shape.size(at, tf.constant(1)));
    }

    /** {@code [steps * batch][width]}. */
    Operand<TFloat32> flat(Operand<TFloat32> x, int width) {
        return tf.reshape(x, tf.constant(new int[] {-1, width}));
    }

    /** {@code [steps][batch][width]}. */
    Operand<TFloat32> like(Operand<TFloat32> x, int width) {
        return tf.reshape(x, tf.concat(List.of(tf.shape(at), tf.constant(new int[] {width})), tf.constant(0)));
    }

    /** {@code x} with each sequence turned round; twice gives {@code x} again. */
    Operand<TFloat32> mirrored(Operand<TFloat32> x, int width) {
        return like(tf.gather(flat(x, width), mirror, tf.constant(0)), width);
    }

    private Operand<TInt32> scalar(Operand<TInt32> size) {
        return tf.reshape(size, tf.array(new int[0]));
    }
}
