package xai4j.djl.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.backend.AffineMap;
import xai4j.model.backend.BatchChecks;
import xai4j.model.backend.NetworkTail;
import xai4j.model.backend.PooledHead;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Finds the pooling and linear map at the end of a graph. */
final class GraphHead {
    private static final Set<String> SHAPING = Set.of("Reshape", "Squeeze", "ExpandDims");
    private static final Set<String> ADDING = Set.of("BiasAdd", "Add", "AddV2");

    /** The linear map: the value it is applied to, the values of its weights and of its bias, and how the weights lie. */
    private record Linear(
            String input, String weights, @Nullable String bias, boolean transposed) {}

    private final FrozenGraph graph;
    private final Nodes nodes;
    private final GraphSession session;

    GraphHead(FrozenGraph graph, Nodes nodes, GraphSession session) {
        this.graph = graph;
        this.nodes = nodes;
        this.session = session;
    }

    /** The head, proven on a batch of noise. */
    Optional<LinearHead> find(List<Layer> maps, Tensor noise) {
        Linear linear = linear();
        Stream<String> ends = linear == null
                ? Stream.of(graph.logits())
                : Stream.of(graph.logits(), linear.input(), linear.weights(), biasOrWeights(linear));
        List<String> fetches = Stream.concat(
                        ends, PooledHead.candidates(maps).stream().map(layer -> layer.name() + ":0"))
                .distinct()
                .toList();
        Map<String, Tensor> values = session.run(Map.of(graph.image() + ":0", noise), fetches);
        Tensor logits = flat(values.get(graph.logits()), noise.shape().dim(0));
        return tail(linear, values, logits)
                .flatMap(tail -> PooledHead.find(maps, layer -> values.get(layer.name() + ":0"), tail));
    }

    /** TensorFlow holds weights as {@code [C, K]} or {@code [1, 1, C, K]}; a larger window is no map of pooled features. */
    private static Optional<NetworkTail> tail(@Nullable Linear linear, Map<String, Tensor> values, Tensor logits) {
        if (linear == null) {
            return NetworkTail.ofClassMaps(logits);
        }
        Tensor input = flat(values.get(linear.input()), logits.shape().dim(0));
        int channels = input.shape().dim(1);
        int classes = logits.shape().dim(1);
        Tensor weights = values.get(linear.weights());
        Tensor bias = linear.bias() == null ? null : values.get(linear.bias());
        if (weights == null || weights.size() != channels * classes || bias != null && bias.size() != classes) {
            return Optional.empty();
        }
        Tensor row = bias == null ? null : bias.reshape(Shape.of(classes));
        AffineMap map = linear.transposed()
                ? AffineMap.of(weights.reshape(Shape.of(classes, channels)), row)
                : AffineMap.ofTransposed(weights.reshape(Shape.of(channels, classes)), row);
        return Optional.of(new NetworkTail(input, map, logits));
    }

    private static String biasOrWeights(Linear linear) {
        return linear.bias() == null ? linear.weights() : linear.bias();
    }

    private @Nullable Linear linear() {
        String value = unshaped(graph.logits());
        NodeDef node = nodes.get(value);
        String bias = null;
        if (ADDING.contains(node.getOp())) {
            List<String> inputs = Nodes.inputs(node);
            int constant = isConstant(inputs.get(1)) ? 1 : 0;
            if (!isConstant(inputs.get(constant))) {
                return null;
            }
            bias = inputs.get(constant);
            node = nodes.get(unshaped(inputs.get(1 - constant)));
        }
        boolean matrix = node.getOp().equals("MatMul") && !flag(node, "transpose_a");
        if (!matrix && !node.getOp().equals("Conv2D")
                || !isConstant(Nodes.inputs(node).get(1))) {
            return null;
        }
        return new Linear(Nodes.inputs(node).get(0), Nodes.inputs(node).get(1), bias, flag(node, "transpose_b"));
    }

    private String unshaped(String value) {
        String found = value;
        while (SHAPING.contains(nodes.get(found).getOp())) {
            found = Nodes.inputs(nodes.get(found)).get(0);
        }
        return found;
    }

    private boolean isConstant(String value) {
        return nodes.get(value).getOp().equals("Const");
    }

    private static boolean flag(NodeDef node, String name) {
        return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getB();
    }

    private static Tensor flat(@Nullable Tensor value, int rows) {
        if (value == null) {
            throw new IllegalStateException("a fetched value is missing");
        }
        return BatchChecks.rows(value, rows);
    }
}
