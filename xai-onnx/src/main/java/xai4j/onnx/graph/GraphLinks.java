package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who computes and who reads each value of a graph, as it was when this was made. */
public final class GraphLinks {
    private final OnnxGraph graph;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();

    /** Looks at a graph. */
    public GraphLinks(OnnxGraph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(value -> !value.isEmpty()).forEach(value -> producers.put(value, node));
            node.inputs().stream().filter(value -> !value.isEmpty()).forEach(value -> consumers
                    .computeIfAbsent(value, key -> new ArrayList<>())
                    .add(node));
        }
    }

    /** The node that computes a value; empty for inputs and initialisers. */
    public Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** Nodes that read a value, in execution order. */
    public List<Node> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** Values that depend on any of the given ones, which are included. */
    public Set<String> descendants(Collection<String> values) {
        Set<String> reached = new HashSet<>(values);
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(reached::contains)
                    || node.captured().stream().anyMatch(reached::contains)) {
                reached.addAll(node.outputs());
            }
        }
        reached.remove("");
        return reached;
    }

    /** Values on which any of the given ones depends, which are included. */
    public Set<String> ancestors(Collection<String> values) {
        Set<String> reached = new HashSet<>(values);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(reached::contains)) {
                reached.addAll(node.inputs());
                reached.addAll(node.captured());
            }
        }
        reached.remove("");
        return reached;
    }

    /** The stored tensor that a value is: an initialiser, or what Constant, Identity, Cast or Transpose make of one. */
    public Optional<StoredMatrix> stored(String value) {
        ConstantTensor tensor = graph.initializers().get(value);
        if (tensor != null) {
            return Optional.of(StoredMatrix.of(tensor));
        }
        return producer(value).flatMap(node -> switch (node.isStandard() ? node.operator() : "") {
            case "Constant" -> node.attribute("value").map(attribute -> StoredMatrix.of(attribute.tensor()));
            case "Identity", "Cast" -> stored(node.input(0));
            case "Transpose" -> stored(node.input(0)).flatMap(StoredMatrix::transposed);
            default -> Optional.empty();
        });
    }
}
