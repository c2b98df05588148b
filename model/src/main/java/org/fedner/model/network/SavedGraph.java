package org.fedner.model.network;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * The part of a network's graph that leads to the emission scores without dropout, with one platform's parameters as
 * constants: a SavedModel that any TensorFlow program can load. Specified in docs/model.md.
 */
final class SavedGraph {
    private static final String METHOD = "tensorflow/serving/predict";

    private SavedGraph() {}

    /**
     * Scores beside the emissions, minus infinity where the tagging scheme allows no such start, move or end.
     *
     * @param transitions {@code [labels][labels]}
     * @param start {@code [labels]}
     * @param end {@code [labels]}, otherwise zero
     */
    record Scores(float[] transitions, float[] start, float[] end) {}

    /**
     * Writes the folder.
     *
     * @param parameters by the names of the graph's placeholders for them
     * @return names of the inputs, sorted
     */
    static List<String> write(NetworkGraph network, Map<String, TFloat32> parameters, Scores scores, Path folder)
            throws IOException {
        Output<TFloat32> emissions = network.emissions;
        Set<String> needed = new HashSet<>();
        Set<Operand<?>> ends = Set.of(emissions);
        network.graph().subgraphTo(ends).forEach(operation -> needed.add(operation.name()));
        needed.add(emissions.op().name());
        GraphDef.Builder kept = GraphDef.newBuilder();
        GraphDef whole = network.graph().toGraphDef();
        kept.setVersions(whole.getVersions());
        for (NodeDef node : whole.getNodeList()) {
            if (needed.contains(node.getName())) {
                TFloat32 value = parameters.get(node.getName());
                if (value == null) {
                    kept.addNode(node);
                } else {
                    addConstant(node, value, kept);
                }
            }
        }
        try (Graph graph = new Graph()) {
            graph.importGraphDef(kept.build());
            Ops tf = Ops.create(graph);
            int labels = scores.start().length;
            Signature.Builder signature = Signature.builder().methodName(METHOD);
            SortedMap<String, Output<?>> inputs = inputs(graph);
            inputs.forEach(signature::input);
            signature
                    .output("emissions", graph.outputOrThrow(emissions.op().name() + ":0"))
                    .output("transitions", matrix(tf, "crf.transitions", scores.transitions(), labels, labels))
                    .output("start", matrix(tf, "crf.start", scores.start(), labels))
                    .output("end", matrix(tf, "crf.end", scores.end(), labels));
            try (Session session = new Session(graph)) {
                SavedModelBundle.exporter(folder.toString())
                        .withFunction(SessionFunction.create(signature.build(), session))
                        .export();
            }
            Files.deleteIfExists(folder.resolve("variables")); // empty: nothing here is a variable
            return List.copyOf(inputs.keySet());
        }
    }

    private static SortedMap<String, Output<?>> inputs(Graph graph) {
        SortedMap<String, Output<?>> inputs = new TreeMap<>();
        graph.operations().forEachRemaining(operation -> {
            if (operation.type().equals("Placeholder")) {
                inputs.put(operation.name(), operation.output(0));
            }
        });
        return inputs;
    }

    private static Operand<TFloat32> matrix(Ops tf, String name, float[] values, long... shape) {
        try (TFloat32 tensor = Batch.tensor(values, shape)) {
            return tf.withName(name).constantOf(tensor);
        }
    }

    /**
     * A constant behind a placeholder that has it as its default: what TensorFlow knows to be constant it computes with
     * beforehand and fuses, and the last bits of the emissions would be others than those the model was chosen by.
     */
    private static void addConstant(NodeDef parameter, TFloat32 tensor, GraphDef.Builder graph) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : tensor.shape().asArray()) {
            dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        float[] values = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(values);
        ByteBuffer content = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        content.asFloatBuffer().put(values);
        TensorProto value = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(dimensions)
                .setTensorContent(ByteString.copyFrom(content))
                .build();
        AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
        String constant = parameter.getName() + "/value";
        graph.addNode(NodeDef.newBuilder()
                .setName(constant)
                .setOp("Const")
                .putAttr("dtype", type)
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build()));
        graph.addNode(NodeDef.newBuilder()
                .setName(parameter.getName())
                .setOp("PlaceholderWithDefault")
                .addInput(constant)
                .putAttr("dtype", type)
                .putAttr("shape", AttrValue.newBuilder().setShape(dimensions).build()));
    }
}
