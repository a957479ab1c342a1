package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/** The reverse sweep over one graph: carries cotangents from the seed to the wanted values, node by node. */
final class BackwardPass {
    private static final Set<String> QUANTIZED = Set.of(
            "QuantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger");

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphBuilder builder;
    private final GraphLinks links;
    private final SignProof signs;
    private final Set<String> wanted;
    private final Set<String> active;
    private final Set<String> useful;
    private final Set<String> fromImage;
    private final Map<String, String> cotangents = new HashMap<>();

    BackwardPass(OnnxGraph graph, Shapes shapes, Set<String> wanted, String seed, String image) {
        this.graph = graph;
        this.shapes = shapes;
        this.builder = new GraphBuilder(graph);
        this.links = new GraphLinks(graph);
        this.signs = new SignProof(links, shapes);
        this.wanted = Set.copyOf(wanted);
        this.useful = links.ancestors(List.of(seed));
        this.active = activeFrom(wanted);
        this.fromImage = links.descendants(List.of(image));
    }

    /** Float values that depend on a wanted one through floats, which alone can have gradients. */
    private Set<String> activeFrom(Set<String> wanted) {
        Set<String> reached = new HashSet<>(wanted);
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(reached::contains)
                    || node.captured().stream().anyMatch(reached::contains)) {
                refuseQuantized(node);
                for (String output : node.outputs()) {
                    if (!output.isEmpty() && (mayBeFloating(output) || node.hasSubgraph())) {
                        reached.add(output);
                    }
                }
            }
        }
        return reached;
    }

    /** A value of a type that nobody knows counts: it is refused rather than passed over. */
    private boolean mayBeFloating(String value) {
        ElementType type = shapes.type(value);
        return type.isFloating() || type == ElementType.UNDEFINED;
    }

    private void refuseQuantized(Node node) {
        boolean quantized = QUANTIZED.contains(node.operator());
        if (quantized && node.outputs().stream().anyMatch(useful::contains)) {
            throw refusal(node, "the model is quantized");
        }
    }

    OnnxGraph graph() {
        return graph;
    }

    Shapes shapes() {
        return shapes;
    }

    GraphBuilder builder() {
        return builder;
    }

    /** Nodes between the wanted values and the seed, in execution order. */
    List<Node> path() {
        return graph.nodes().stream()
                .filter(node ->
                        node.outputs().stream().anyMatch(output -> active.contains(output) && useful.contains(output)))
                .filter(node -> node.inputs().stream().anyMatch(active::contains)
                        || node.captured().stream().anyMatch(active::contains))
                .toList();
    }

    /** Carries a cotangent of the seed back over the path. */
    void run(String seed, String cotangent, RuleBook rules) {
        List<Node> path = path();
        List<Rule> found = new ArrayList<>();
        for (Node node : path) {
            found.add(rules.find(node.qualifiedOperator())
                    .orElseThrow(() -> refusal(node, rules.refusal(node.qualifiedOperator()))));
        }
        cotangents.put(seed, cotangent);
        for (int i = path.size() - 1; i >= 0; i--) {
            Node node = path.get(i);
            if (node.outputs().stream().anyMatch(cotangents::containsKey)) {
                pass(node, found.get(i));
            }
        }
    }

    private void pass(Node node, Rule rule) {
        BackwardContext.pass(node, this, rule, active::contains, this::accumulate);
    }

    Optional<Node> producer(String value) {
        return wanted.contains(value) ? Optional.empty() : links.producer(value);
    }

    List<Node> consumers(String value) {
        return links.consumers(value);
    }

    /** Whether a value depends on the image; weights that are differentiated do not. */
    boolean isFromImage(String value) {
        return fromImage.contains(value);
    }

    SignProof signs() {
        return signs;
    }

    /** A refusal that names operator and node. */
    static ModelException refusal(Node node, String reason) {
        return new ModelException("the operator " + node.qualifiedOperator() + " (" + node.title()
                + ") cannot be differentiated: " + reason);
    }

    private void accumulate(String value, String gradient) {
        cotangents.merge(value, gradient, builder::add);
    }

    /** The cotangent of a value, once everything that reads it has been passed. */
    Optional<String> cotangent(String value) {
        return Optional.ofNullable(cotangents.get(value));
    }
}
