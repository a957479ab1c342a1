package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Replaces operations that TensorFlow's C++ side cannot differentiate by exact twins that it can, and takes out those that
 * only pass their input on.
 */
final class TwinRewriter {
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "IdentityN",
            "PreventGradient",
            "EnsureShape",
            "Snapshot",
            "CheckNumerics",
            "PlaceholderWithDefault",
            "DeepCopy");

    private final Map<String, String> passedOn = new HashMap<>();
    private final GraphDef graph;

    TwinRewriter(GraphDef graph) {
        this.graph = graph;
        for (NodeDef node : graph.getNodeList()) {
            List<String> inputs = Nodes.inputs(node);
            if (PASSING.contains(node.getOp())) {
                for (int i = 0; i < inputs.size(); i++) {
                    passedOn.put(node.getName() + ":" + i, inputs.get(i));
                }
            }
        }
    }

    /** The value that stands behind one, when the operations that only pass on are left out. */
    String source(String value) {
        return Nodes.source(passedOn, value);
    }

    GraphDef rewritten() {
        GraphDef.Builder result = graph.toBuilder().clearNode();
        for (NodeDef node : graph.getNodeList()) {
            if (!passedOn.containsKey(node.getName() + ":0")) {
                NodeDef.Builder builder = node.toBuilder().clearInput();
                Nodes.inputs(node).forEach(input -> builder.addInput(source(input)));
                result.addAllNode(twin(builder));
            }
        }
        return result.build();
    }

    private static List<NodeDef> twin(NodeDef.Builder node) {
        return switch (node.getOp()) {
            case "FusedBatchNorm" ->
                List.of(node.setOp("FusedBatchNormV3")
                        .putAttr("U", type(DataType.DT_FLOAT))
                        .build());
            case "FusedBatchNormV2" -> List.of(node.setOp("FusedBatchNormV3").build());
            case "BiasAddV1" -> List.of(node.setOp("BiasAdd").build());
            case "Concat" -> List.of(concat(node));
            case "Gather" -> gather(node);
            case "Placeholder" -> List.of(placeholder(node));
            default -> List.of(node.build());
        };
    }

    private static NodeDef concat(NodeDef.Builder node) {
        List<String> inputs = new ArrayList<>(node.getInputList());
        inputs.add(inputs.remove(0));
        return node.setOp("ConcatV2")
                .clearInput()
                .addAllInput(inputs)
                .putAttr("Tidx", type(DataType.DT_INT32))
                .build();
    }

    private static List<NodeDef> gather(NodeDef.Builder node) {
        String axis = node.getName() + "/xai4j_axis";
        TensorProto zero = TensorProto.newBuilder()
                .setDtype(DataType.DT_INT32)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addIntVal(0)
                .build();
        NodeDef gather = node.setOp("GatherV2")
                .addInput(axis)
                .removeAttr("validate_indices")
                .putAttr("Taxis", type(DataType.DT_INT32))
                .putAttr("batch_dims", AttrValue.newBuilder().setI(0).build())
                .build();
        return List.of(constant(axis, zero), gather);
    }

    /** A flag that asks whether the network is being trained is answered with no. */
    private static NodeDef placeholder(NodeDef.Builder node) {
        if (node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType() != DataType.DT_BOOL) {
            return node.build();
        }
        TensorProto no = TensorProto.newBuilder()
                .setDtype(DataType.DT_BOOL)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addBoolVal(false)
                .build();
        return constant(node.getName(), no);
    }

    static NodeDef constant(String name, TensorProto value) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(value.getDtype()))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }

    static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }
}
