package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * The way back of one class through a map that has a channel per class, as that of a SqueezeNet: all channels but one are zero, and a 1×1 convolution of
 * them is that one, times a column of its kernels. The numbers are those of the whole convolution, which adds nothing but zeros to them.
 */
public final class OneChannel {
    private static final int RANK = 4;
    private static final String PREFIX = "xai4j/channel/";

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final String index;
    private final long classes;
    private final List<Node> nodes = new ArrayList<>();
    private final GraphBuilder emit;
    /** Values of which one channel alone is not zero, with the value of that channel. */
    private final Map<String, String> channels = new HashMap<>();

    private OneChannel(OnnxGraph graph, String index, long classes) {
        this.graph = graph;
        this.shapes = Shapes.of(graph);
        this.index = index;
        this.classes = classes;
        this.emit = new GraphBuilder(graph, nodes, PREFIX);
    }

    /**
     * Rewrites a graph for one image in place; outputs keep their names.
     *
     * @param oneHot a value {@code [1, classes]} that is one at an index, else zero
     * @param index a value {@code [1]}, that index
     */
    public static void apply(OnnxGraph graph, String oneHot, String index, long classes) {
        boolean mapped = graph.nodes().stream()
                .anyMatch(node -> node.is("Reshape") && node.input(0).equals(oneHot));
        boolean single = graph.inputs().values().stream().allMatch(port -> port.dims()
                .filter(dims -> !dims.isEmpty() && dims.get(0).size() == 1)
                .isPresent());
        if (mapped && single) {
            new OneChannel(graph, index, classes).run(oneHot);
        }
    }

    private void run(String oneHot) {
        channels.put(oneHot, emit.constant("one", name -> ConstantTensor.ofFloats(name, new long[] {1, 1}, 1)));
        boolean shorter = false;
        for (Node node : graph.nodes()) {
            Optional<Node> last = node.is("Conv") ? column(node) : Optional.empty();
            shorter |= last.isPresent();
            nodes.add(last.orElse(node));
            if (last.isEmpty()) {
                channel(node).ifPresent(channel -> channels.put(node.output(0), channel));
            }
        }
        if (shorter) {
            graph.nodes().clear();
            graph.nodes().addAll(nodes);
        }
        graph.keepOnly(List.copyOf(graph.outputs().keySet()));
    }

    /** The one channel of a node's result, when that is all there is. */
    private Optional<String> channel(Node node) {
        String of = channels.get(node.input(0));
        if (node.is("Reshape") && of != null) {
            return isMap(node.output(0), 1) ? Optional.of(emit.reshape(of, 1, 1, 1, 1)) : Optional.empty();
        }
        return node.is("Mul") ? product(node, 0).or(() -> product(node, 1)) : Optional.empty();
    }

    /** The one channel of a product, when it is that of one of its factors. */
    private Optional<String> product(Node node, int sparse) {
        String channel = channels.get(node.input(sparse));
        return channel == null
                ? Optional.empty()
                : factor(node.input(1 - sparse)).map(factor -> emit.mul(channel, factor));
    }

    /** What the channel is multiplied by: what all are, or that channel of a map. */
    private Optional<String> factor(String value) {
        ConstantTensor stored = graph.initializers().get(value);
        if (stored != null) {
            long[] dims = stored.dims();
            boolean same = dims.length == RANK && dims[0] == 1 && dims[1] == 1;
            return same ? Optional.of(value) : Optional.empty();
        }
        if (!isMap(value, 0)) {
            return Optional.empty();
        }
        return Optional.of(emit.appended(value)
                .filter(node -> node.is("HardSigmoid"))
                .map(node -> mask(node, gathered(node.input(0))))
                .orElseGet(() -> gathered(value)));
    }

    private String mask(Node step, String channel) {
        return emit.op(
                "HardSigmoid",
                channel,
                Attribute.of("alpha", step.number("alpha", 0.2f)),
                Attribute.of("beta", step.number("beta", 0.5f)));
    }

    private String gathered(String map) {
        return emit.op("Gather", List.of(map, index), Attribute.of("axis", 1));
    }

    /** Whether a value is a map with a channel per class, of so many positions, or of any number for 0. */
    private boolean isMap(String value, long positions) {
        long[] dims = shapes.isKnown(value) ? shapes.dims(value) : new long[0];
        return dims.length == RANK
                && dims[0] == 1
                && dims[1] == classes
                && (positions == 0 || Dims.size(Arrays.copyOfRange(dims, 2, RANK)) == positions);
    }

    /** The channel times the column of 1×1 kernels that reads it, under the convolution's name. */
    private Optional<Node> column(Node conv) {
        String channel = channels.get(conv.input(0));
        long[] kernels = graph.initializers().containsKey(conv.input(1))
                ? graph.initializers().get(conv.input(1)).dims()
                : new long[0];
        boolean plain = channel != null
                && kernels.length == RANK
                && kernels[1] == classes
                && kernels[2] * kernels[3] == 1
                && conv.inputs().size() == 2
                && Arrays.stream(conv.integers("strides", new long[0])).allMatch(stride -> stride == 1)
                && Arrays.stream(conv.integers("pads", new long[0])).allMatch(pad -> pad == 0);
        if (!plain) {
            return Optional.empty();
        }
        String column = emit.reshape(gathered(conv.input(1)), 1, kernels[0], 1, 1);
        return Optional.of(
                Node.of("Mul", List.of(column, channel), conv.outputs()).named(emit.fresh("Mul")));
    }
}
