package xai4j.djl.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.model.backend.WeightLayers;

/** The weights of a flat graph: constants of numbers with at least two axes that convolutions and matrix products take. */
final class GraphWeights {
    private static final Set<String> OPERATIONS = Set.of(
            "Conv2D",
            "Conv2DBackpropInput",
            "DepthwiseConv2dNative",
            "MatMul",
            "BatchMatMul",
            "BatchMatMulV2",
            "BatchMatMulV3",
            "Einsum");
    private static final Set<String> PASSING =
            Set.of("Identity", "Cast", "Reshape", "Transpose", "ReadVariableOp", "Squeeze", "ExpandDims");
    private static final Map<DataType, Integer> WIDTHS = Map.of(
            DataType.DT_FLOAT, Float.BYTES,
            DataType.DT_DOUBLE, Double.BYTES,
            DataType.DT_HALF, Short.BYTES,
            DataType.DT_BFLOAT16, Short.BYTES);
    private static final int MATRIX = 2;

    private final GraphDef graph;
    private final Nodes nodes;
    private final WeightLayers layers;

    /**
     * Looks at a graph.
     *
     * @param scores the value that is explained
     */
    GraphWeights(GraphDef graph, String scores) {
        this.graph = graph;
        this.nodes = new Nodes(graph);
        List<String> inOrder = new ArrayList<>(nodes.ancestors(Nodes.nameOf(scores)));
        Collections.reverse(inOrder);
        Set<String> found = new LinkedHashSet<>();
        for (String name : inOrder) {
            NodeDef node = nodes.find(name);
            if (node != null && OPERATIONS.contains(node.getOp())) {
                Nodes.inputs(node).forEach(input -> weights(input).ifPresent(found::add));
            }
        }
        this.layers = new WeightLayers(List.copyOf(found));
    }

    private Optional<String> weights(String value) {
        NodeDef node = nodes.get(value);
        if (PASSING.contains(node.getOp())) {
            return weights(Nodes.inputs(node).get(0));
        }
        boolean weights = node.getOp().equals("Const")
                && WIDTHS.containsKey(tensor(node).getDtype())
                && tensor(node).getTensorShape().getDimCount() >= MATRIX;
        return weights ? Optional.of(node.getName()) : Optional.empty();
    }

    private static TensorProto tensor(NodeDef node) {
        return node.getAttrOrThrow("value").getTensor();
    }

    /** The weights from the top, by the names of their constants. */
    WeightLayers fromTheTop() {
        return layers;
    }

    /** The graph with the weights of some layers shuffled. */
    GraphDef shuffled(Set<String> chosen, long seed) {
        Map<String, NodeDef> changed = new HashMap<>();
        chosen.forEach(layer -> changed.put(layer, shuffled(nodes.get(layer), seed)));
        GraphDef.Builder copy = graph.toBuilder().clearNode();
        graph.getNodeList().forEach(node -> copy.addNode(changed.getOrDefault(node.getName(), node)));
        return copy.build();
    }

    private NodeDef shuffled(NodeDef node, long seed) {
        TensorProto tensor = tensor(node);
        int count = Math.toIntExact(tensor.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .reduce(1, Math::multiplyExact));
        int width = WIDTHS.getOrDefault(tensor.getDtype(), 0);
        ByteBuffer from = content(tensor, count, width);
        ByteBuffer to = ByteBuffer.allocate(count * width);
        int[] order = layers.order(node.getName(), seed, count);
        for (int i = 0; i < count; i++) {
            to.put(width * i, from, width * order[i], width);
        }
        TensorProto other = TensorProto.newBuilder()
                .setDtype(tensor.getDtype())
                .setTensorShape(tensor.getTensorShape())
                .setTensorContent(ByteString.copyFrom(to))
                .build();
        return node.toBuilder()
                .putAttr("value", AttrValue.newBuilder().setTensor(other).build())
                .build();
    }

    /** The numbers as bytes; of numbers in a list the last stands for all that follow. */
    private static ByteBuffer content(TensorProto tensor, int count, int width) {
        if (!tensor.getTensorContent().isEmpty()) {
            return tensor.getTensorContent().asReadOnlyByteBuffer();
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (tensor.getDtype()) {
                case DT_FLOAT ->
                    bytes.putFloat((float) Constants.at(tensor.getFloatValCount(), i, tensor::getFloatVal));
                case DT_DOUBLE -> bytes.putDouble(Constants.at(tensor.getDoubleValCount(), i, tensor::getDoubleVal));
                default -> bytes.putShort((short) Constants.at(tensor.getHalfValCount(), i, tensor::getHalfVal));
            }
        }
        return bytes.flip();
    }
}
