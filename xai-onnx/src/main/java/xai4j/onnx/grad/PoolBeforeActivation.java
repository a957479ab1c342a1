package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Lets max pooling look at what an activation takes, and activates the maxima: for an activation that never falls max(f(a), f(b)) = f(max(a, b)), to
 * the bit. Its slope is then asked for at the pooled positions alone, a quarter of them or fewer.
 *
 * <p>Only for the gradient, which adds what several windows give to one position whether before the slope or behind; other rules look at signs.
 */
final class PoolBeforeActivation {
    private final OnnxGraph graph;
    private final GraphLinks links;
    private final Collection<String> kept;

    private PoolBeforeActivation(OnnxGraph graph, Collection<String> kept) {
        this.graph = graph;
        this.links = new GraphLinks(graph);
        this.kept = kept;
    }

    /**
     * Rewrites a graph in place where nothing else reads what is activated.
     *
     * @param kept values that must stay
     */
    static void apply(OnnxGraph graph, Collection<String> kept) {
        if (graph.nodes().stream().anyMatch(node -> node.is("MaxPool"))) {
            new PoolBeforeActivation(graph, kept).run();
        }
    }

    private void run() {
        List<Node> nodes = new ArrayList<>();
        Set<String> passed = new HashSet<>();
        List<Node> old = List.copyOf(graph.nodes());
        for (Node node : old) {
            List<Node> activations = node.is("MaxPool") && node.outputs().size() == 1 ? activations(node) : List.of();
            activations.forEach(activation -> passed.add(activation.output(0)));
            if (activations.isEmpty()) {
                nodes.add(node);
            } else {
                addActivated(nodes, node, activations.get(0));
            }
        }
        nodes.removeIf(node -> passed.contains(node.output(0)));
        nodes.replaceAll(node -> unactivated(node, passed));
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
    }

    /** The pooling of what is not activated, and the activation of what is pooled. */
    private static void addActivated(List<Node> nodes, Node pool, Node activation) {
        String pooled = pool.output(0) + "/pooled";
        nodes.add(pool.rewired(pool.inputs(), List.of(pooled)));
        List<String> inputs = new ArrayList<>(activation.inputs());
        inputs.set(0, pooled);
        nodes.add(activation.rewired(inputs, pool.outputs()));
    }

    /** A node that reads the inputs of activations in the place of their outputs. */
    private Node unactivated(Node node, Set<String> passed) {
        boolean reads = node.inputs().stream().anyMatch(passed::contains);
        return reads
                ? node.rewired(
                        node.inputs().stream()
                                .map(value -> passed.contains(value)
                                        ? links.producer(value).orElseThrow().input(0)
                                        : value)
                                .toList(),
                        node.outputs())
                : node;
    }

    /** The one activation that a pooling reads, or those that a Concat joins for it, when they are all the same. */
    private List<Node> activations(Node pool) {
        Node before = alone(pool.input(0)).orElse(null);
        if (before == null) {
            return List.of();
        }
        if (!before.is("Concat")) {
            return neverFalls(before) ? List.of(before) : List.of();
        }
        List<Node> joined =
                before.inputs().stream().flatMap(part -> alone(part).stream()).toList();
        boolean same = joined.size() == before.inputs().size()
                && joined.stream().allMatch(node -> neverFalls(node) && isSame(node, joined.get(0)));
        return same ? joined : List.of();
    }

    /** The node whose result is read once, and is not asked for. */
    private Optional<Node> alone(String value) {
        return links.consumers(value).size() == 1 && !kept.contains(value) ? links.producer(value) : Optional.empty();
    }

    private boolean neverFalls(Node node) {
        return node.is("Relu")
                || node.is("LeakyRelu") && node.number("alpha", 0.01f) >= 0
                || node.is("Clip")
                        && node.inputs().stream()
                                .skip(1)
                                .allMatch(bound ->
                                        bound.isEmpty() || graph.initializers().containsKey(bound));
    }

    private static boolean isSame(Node a, Node b) {
        return a.qualifiedOperator().equals(b.qualifiedOperator())
                && a.number("alpha", 0.01f) == b.number("alpha", 0.01f)
                && a.inputs()
                        .subList(1, a.inputs().size())
                        .equals(b.inputs().subList(1, b.inputs().size()));
    }
}
