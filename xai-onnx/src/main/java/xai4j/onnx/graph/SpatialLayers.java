package xai4j.onnx.graph;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.FeatureLayout;

/** Finds the last value of a network that a map can be drawn from. */
final class SpatialLayers {
    private static final List<String> LEARNED =
            List.of("Conv", "MatMul", "Gemm", "Einsum", "Attention", "If", "Loop", "Scan", "Normalization", "PRelu");
    private static final Set<String> ATTENTION = Set.of("Attention", "MultiHeadAttention", "PackedMultiHeadAttention");

    private final OnnxGraph graph;
    private final GraphLinks links;
    private final AxisRoles roles;
    private final Set<String> onPath;
    /** Values behind a layer with weights: what comes before are views of the picture itself. */
    private final Set<String> learned;

    /**
     * @param onPath values that depend on the image and on which the logits depend
     */
    SpatialLayers(OnnxGraph graph, GraphLinks links, AxisRoles roles, Set<String> onPath) {
        this.graph = graph;
        this.links = links;
        this.roles = roles;
        this.onPath = onPath;
        this.learned = links.descendants(graph.nodes().stream()
                .filter(node -> LEARNED.stream().anyMatch(node.operator()::contains))
                .flatMap(node -> node.outputs().stream())
                .toList());
    }

    /** The last spatial value after its activation function, before pooling; for transformers the last block's input. */
    Optional<String> last() {
        Optional<String> last = reversed().filter(this::isSpatial).findFirst().map(this::steppedBack);
        return last.flatMap(
                value -> roles.layout(value) == FeatureLayout.TOKENS && selectsTokens(value) ? lastBlockInput() : last);
    }

    private java.util.stream.Stream<String> reversed() {
        List<Node> nodes = graph.nodes();
        return java.util.stream.IntStream.range(0, nodes.size())
                .mapToObj(i -> nodes.get(nodes.size() - 1 - i))
                .flatMap(node -> node.outputs().stream())
                .filter(onPath::contains);
    }

    private boolean isSpatial(String value) {
        return onPath.contains(value)
                && learned.contains(value)
                && roles.layout(value).isSpatial()
                && roles.positions(value) > 1;
    }

    private String steppedBack(String value) {
        String at = value;
        for (Optional<Node> node = links.producer(at); node.isPresent(); node = links.producer(at)) {
            String before = node.get().input(0);
            if (OperatorFacts.of(node.get()).work() == OperatorFacts.Work.COMPUTES || !isSpatial(before)) {
                return at;
            }
            at = before;
        }
        return at;
    }

    /** Whether only some tokens are read after a value, as when a class token speaks for all. */
    private boolean selectsTokens(String value) {
        Set<String> after = links.descendants(List.of(value));
        return graph.nodes().stream()
                .filter(node -> node.is("Gather") || node.is("Slice") || node.is("Split"))
                .anyMatch(node -> after.contains(node.input(0))
                        && onPath.contains(node.output(0))
                        && roles.layout(node.input(0)) == FeatureLayout.TOKENS);
    }

    /** Whether a node is an attention, or the softmax of one that is written out. */
    private boolean isAttention(Node node) {
        return ATTENTION.contains(node.operator()) || AttentionFinder.weighs(links, node);
    }

    /** The last sum of two branches whose result still passes an attention. */
    private Optional<String> lastBlockInput() {
        Set<String> beforeAttention = links.ancestors(graph.nodes().stream()
                .filter(node -> onPath.contains(node.output(0)) && isAttention(node))
                .map(node -> node.output(0))
                .toList());
        Optional<String> sum = reversed()
                .filter(value -> isSpatial(value) && beforeAttention.contains(value))
                .filter(value -> links.producer(value)
                        .filter(node -> node.is("Add") && node.inputs().stream().allMatch(onPath::contains))
                        .isPresent())
                .findFirst();
        return sum.or(() -> reversed()
                .filter(value -> isSpatial(value) && beforeAttention.contains(value))
                .filter(value -> links.consumers(value).size() > 1)
                .findFirst());
    }
}
