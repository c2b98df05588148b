package org.fedner.model.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Matrix products of given shapes and nothing else: what arithmetic alone takes on this machine, for benchmarks. */
public final class MatrixProducts implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final List<Placeholder<TFloat32>> inputs = new ArrayList<>();
    private final List<TFloat32> tensors = new ArrayList<>();
    private final List<Operand<TFloat32>> products = new ArrayList<>();

    /**
     * {@code times} products of {@code [m][k]} and {@code [k][n]}.
     *
     * @param times how often, each on its own
     */
    public record Product(int m, int k, int n, int times) {

        /** Multiplications and additions of all of them. */
        public double operations() {
            return 2.0 * m * k * n * times;
        }
    }

    /** Products that do not wait for each other. */
    public MatrixProducts(List<Product> shapes, NetworkThreads threads) {
        Ops tf = Ops.create(graph);
        for (Product shape : shapes) {
            TFloat32 left = filled(shape.m(), shape.k());
            TFloat32 right = filled(shape.k(), shape.n());
            for (int i = 0; i < shape.times(); i++) { // placeholders of its own, or TensorFlow would make one of all
                Placeholder<TFloat32> a = input(tf, left, shape.m(), shape.k());
                Placeholder<TFloat32> b = input(tf, right, shape.k(), shape.n());
                products.add(tf.linalg.matMul(a, b));
            }
        }
        int inter = threads.inter() == 1 ? -1 : threads.inter();
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads.intra())
                        .setInterOpParallelismThreads(inter)
                        .build());
    }

    private Placeholder<TFloat32> input(Ops tf, TFloat32 tensor, int rows, int columns) {
        Placeholder<TFloat32> placeholder = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(rows, columns)));
        inputs.add(placeholder);
        tensors.add(tensor);
        return placeholder;
    }

    private static TFloat32 filled(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 13 / 16f;
        }
        return Batch.tensor(values, rows, columns);
    }

    /** Computes all of them once; nanoseconds. */
    public long run() {
        Session.Runner runner = session.runner();
        for (int i = 0; i < inputs.size(); i++) {
            runner.feed(inputs.get(i), tensors.get(i));
        }
        products.forEach(runner::addTarget);
        long started = System.nanoTime();
        try (Result result = runner.run()) {
            return result.size() == 0 ? System.nanoTime() - started : 0; // products are targets, nothing is fetched
        }
    }

    @Override
    public void close() {
        session.close();
        tensors.stream().distinct().forEach(TFloat32::close);
        graph.close();
    }
}
