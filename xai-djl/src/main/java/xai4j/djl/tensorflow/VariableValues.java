package xai4j.djl.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.model.ModelException;

/**
 * What the variables of a SavedModel are set to when it is loaded. The operations that a loader would run are only read; the
 * numbers themselves are taken from the graph or, by {@code RestoreV2} and nothing else, from the model's own folder.
 */
final class VariableValues {
    private static final Set<String> ASSIGNMENTS = Set.of("AssignVariableOp", "Assign");
    private static final String RESTORE = "RestoreV2";

    /** A tensor of the checkpoint. */
    private record Saved(String key, String slice, DataType type) {}

    private final Path folder;
    private final Nodes nodes;
    private final TwinRewriter twins;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, Saved> saved = new HashMap<>();

    /**
     * Reads the assignments.
     *
     * @param loading the flat graph of what a loader runs: restoring, then initialising
     */
    VariableValues(Path folder, GraphDef loading) {
        this.folder = folder;
        this.nodes = new Nodes(loading);
        this.twins = new TwinRewriter(loading);
        for (NodeDef node : loading.getNodeList()) {
            if (ASSIGNMENTS.contains(node.getOp())) {
                List<String> inputs = Nodes.inputs(node);
                assign(variable(nodes.get(twins.source(inputs.get(0)))), twins.source(inputs.get(1)));
            }
        }
    }

    /** Two handles with one shared name are one variable. */
    private static String variable(NodeDef handle) {
        String shared = handle.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance())
                .getS()
                .toStringUtf8();
        return shared.isEmpty() ? handle.getName() : shared;
    }

    private void assign(String variable, String value) {
        NodeDef node = nodes.get(value);
        if (node.getOp().equals("Const")) {
            constants.put(variable, node.getAttrOrThrow("value").getTensor());
        } else if (node.getOp().equals(RESTORE)) {
            int index = Nodes.indexOf(value);
            List<String> inputs = Nodes.inputs(node);
            saved.put(
                    variable,
                    new Saved(
                            text(inputs.get(1), index),
                            text(inputs.get(2), index),
                            node.getAttrOrThrow("dtypes").getList().getType(index)));
        }
    }

    private String text(String value, int index) {
        return nodes.get(twins.source(value))
                .getAttrOrThrow("value")
                .getTensor()
                .getStringVal(index)
                .toStringUtf8();
    }

    /**
     * A graph in which the variables that can be had are constants.
     *
     * @param graph flat, of the scores
     */
    GraphDef frozen(GraphDef graph) {
        Nodes flat = new Nodes(graph);
        Map<String, String> reads = new LinkedHashMap<>();
        for (NodeDef node : graph.getNodeList()) {
            read(flat, node).ifPresent(variable -> reads.put(node.getName(), variable));
        }
        Map<String, TensorProto> values = values(Set.copyOf(reads.values()));
        GraphDef.Builder result = graph.toBuilder().clearNode();
        for (NodeDef node : graph.getNodeList()) {
            TensorProto value = values.get(reads.getOrDefault(node.getName(), ""));
            result.addNode(value == null ? node : TwinRewriter.constant(node.getName(), value));
        }
        return result.build();
    }

    private static Optional<String> read(Nodes flat, NodeDef node) {
        if (node.getOp().startsWith("Variable")) {
            return Optional.of(variable(node));
        }
        return node.getOp().equals("ReadVariableOp")
                ? Optional.of(variable(flat.get(Nodes.inputs(node).get(0))))
                : Optional.empty();
    }

    /** A value that is set after restoring is right. */
    private Map<String, TensorProto> values(Set<String> variables) {
        Map<String, Saved> wanted = new LinkedHashMap<>();
        variables.stream().sorted().forEach(variable -> {
            Saved from = saved.get(variable);
            if (from != null && !constants.containsKey(variable)) {
                wanted.put(variable, from);
            }
        });
        Map<String, TensorProto> values = new HashMap<>(constants);
        if (!wanted.isEmpty()) {
            values.putAll(restored(wanted));
        }
        return values;
    }

    private Map<String, TensorProto> restored(Map<String, Saved> wanted) {
        Path prefix = folder.resolve("variables").resolve("variables");
        if (!Files.isRegularFile(Path.of(prefix + ".index"))) {
            throw new ModelException(folder + " lacks variables/variables.index, from which its weights come");
        }
        Map<String, TensorProto> values = new HashMap<>();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(restoring(prefix, List.copyOf(wanted.values())));
            try (Session session = new Session(graph)) {
                Session.Runner runner = session.runner();
                for (int i = 0; i < wanted.size(); i++) {
                    runner.fetch("restored", i);
                }
                try (Result result = runner.run()) {
                    int i = 0;
                    for (String variable : wanted.keySet()) {
                        values.put(variable, proto(result.get(i++).asRawTensor()));
                    }
                }
            }
        }
        return values;
    }

    private static GraphDef restoring(Path prefix, List<Saved> wanted) {
        AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
        wanted.forEach(value -> types.addType(value.type()));
        NodeDef restore = NodeDef.newBuilder()
                .setName("restored")
                .setOp(RESTORE)
                .addAllInput(List.of("prefix", "keys", "slices"))
                .putAttr("dtypes", AttrValue.newBuilder().setList(types).build())
                .build();
        return GraphDef.newBuilder()
                .addNode(TwinRewriter.constant("prefix", texts(List.of(prefix.toString()), true)))
                .addNode(TwinRewriter.constant(
                        "keys", texts(wanted.stream().map(Saved::key).toList(), false)))
                .addNode(TwinRewriter.constant(
                        "slices", texts(wanted.stream().map(Saved::slice).toList(), false)))
                .addNode(restore)
                .build();
    }

    private static TensorProto texts(List<String> texts, boolean scalar) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
        if (!scalar) {
            tensor.getTensorShapeBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(texts.size()));
        }
        texts.forEach(text -> tensor.addStringVal(ByteString.copyFromUtf8(text)));
        return tensor.build();
    }

    private static TensorProto proto(@Nullable RawTensor tensor) {
        if (tensor == null) {
            throw new IllegalStateException("a restored tensor is missing");
        }
        byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
        tensor.data().read(bytes);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < tensor.shape().numDimensions(); axis++) {
            shape.addDim(
                    TensorShapeProto.Dim.newBuilder().setSize(tensor.shape().get(axis)));
        }
        return TensorProto.newBuilder()
                .setDtype(tensor.dataType())
                .setTensorShape(shape)
                .setTensorContent(ByteString.copyFrom(bytes))
                .build();
    }
}
