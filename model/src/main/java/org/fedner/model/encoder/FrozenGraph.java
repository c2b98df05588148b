package org.fedner.model.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fedner.model.network.NetworkThreads;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** A graph whose weights are fed, without a copy, from tensors that live as long as it does. */
final class FrozenGraph implements AutoCloseable {
    private final Graph graph = new Graph();
    final Ops tf = Ops.create(graph);
    private final Map<Placeholder<TFloat32>, TFloat32> weights = new LinkedHashMap<>();
    private final Session session;

    FrozenGraph(NetworkThreads threads) {
        int inter = threads.inter() == 1 ? -1 : threads.inter(); // negative: on the thread that calls
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads.intra())
                        .setInterOpParallelismThreads(inter)
                        .build());
    }

    Placeholder<TFloat32> input(long... shape) {
        return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    }

    Operand<TFloat32> weight(float[] values, long... shape) {
        Placeholder<TFloat32> placeholder = input(shape);
        weights.put(placeholder, tensor(values, shape));
        return placeholder;
    }

    Session.Runner runner() {
        Session.Runner runner = session.runner();
        weights.forEach(runner::feed);
        return runner;
    }

    static TFloat32 tensor(float[] values, long... shape) {
        TFloat32 tensor = TFloat32.tensorOf(Shape.of(shape));
        tensor.asRawTensor().data().asFloats().write(values);
        return tensor;
    }

    static void read(Tensor tensor, float[] target, int offset, int size) {
        tensor.asRawTensor().data().asFloats().read(target, offset, size);
    }

    @Override
    public void close() {
        session.close();
        weights.values().forEach(TFloat32::close);
        graph.close();
    }
}
