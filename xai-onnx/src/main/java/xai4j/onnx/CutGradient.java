package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;

/**
 * Where a gradient graph can be cut in two: what is computed without the cotangent, and what needs it.
 *
 * @param carried values of the first half that the second takes, as its inputs are declared
 * @param sections parts of the cotangent
 */
record CutGradient(Map<String, ValueInfo> carried, CotangentSections sections) {
    /** Copies the map. */
    CutGradient {
        carried = Map.copyOf(carried);
    }

    /**
     * Looks for the cut.
     *
     * @param gradients values that must need the cotangent
     * @return empty where a gradient does not depend on it, a value's type or shape is not known, or a node has a graph of its own
     */
    static Optional<CutGradient> of(GradientGraph gradient, Set<String> gradients) {
        OnnxGraph graph = gradient.graph();
        Sides sides = Sides.of(gradient);
        Set<String> values = new TreeSet<>();
        sides.behind(graph).forEach(node -> node.inputs().stream()
                .filter(sides.before()::contains)
                .filter(value -> !sides.behind().contains(value))
                .forEach(values::add));
        boolean plain = graph.nodes().stream().noneMatch(Node::hasSubgraph);
        if (!plain || !sides.behind().containsAll(gradients) || values.stream().anyMatch(graph.inputs()::containsKey)) {
            return Optional.empty();
        }
        Shapes shapes = Shapes.of(graph);
        return declared(shapes, values)
                .map(carried -> new CutGradient(carried, CotangentSections.of(graph, gradient.cotangent(), shapes)));
    }

    private static Optional<Map<String, ValueInfo>> declared(Shapes shapes, Set<String> values) {
        Map<String, ValueInfo> declared = new LinkedHashMap<>();
        for (String value : values) {
            if (!shapes.isKnown(value) || shapes.type(value) == ElementType.UNDEFINED) {
                return Optional.empty();
            }
            List<ValueInfo.Dim> dims = java.util.Arrays.stream(shapes.dims(value))
                    .mapToObj(ValueInfo.Dim::of)
                    .toList();
            declared.put(value, ValueInfo.of(value, shapes.type(value), dims));
        }
        return Optional.of(declared);
    }

    /**
     * Values on either side; what depends on neither image nor cotangent is on none.
     *
     * @param before values that depend on the image
     * @param behind values that depend on the cotangent
     */
    private record Sides(Set<String> before, Set<String> behind) {
        static Sides of(GradientGraph gradient) {
            GraphLinks links = new GraphLinks(gradient.graph());
            Set<String> images = new TreeSet<>(gradient.graph().inputs().keySet());
            images.remove(gradient.cotangent());
            return new Sides(links.descendants(images), links.descendants(List.of(gradient.cotangent())));
        }

        List<Node> behind(OnnxGraph graph) {
            return graph.nodes().stream()
                    .filter(node -> node.outputs().stream().anyMatch(behind::contains))
                    .toList();
        }
    }

    /**
     * The first half.
     *
     * @param wanted values to be read beside those that are carried
     */
    OnnxGraph forward(GradientGraph gradient, Set<String> wanted) {
        OnnxGraph graph = gradient.graph().copy();
        graph.inputs().remove(gradient.cotangent());
        graph.keepOnly(outputs(wanted));
        return graph;
    }

    /** Outputs of the first half. */
    Set<String> outputs(Set<String> wanted) {
        Set<String> outputs = new TreeSet<>(carried.keySet());
        outputs.addAll(wanted);
        return outputs;
    }

    /**
     * The second half, whose inputs are the cotangent and the carried values, for cotangents of which some sections are zero.
     *
     * @param zero names of these sections
     */
    OnnxGraph backward(GradientGraph gradient, Set<String> gradients, Set<String> zero) {
        OnnxGraph whole = backward(gradient, gradients);
        return zero.isEmpty()
                ? whole
                : CotangentSections.without(whole, gradient.cotangent(), zero, gradients)
                        .orElse(whole);
    }

    private OnnxGraph backward(GradientGraph gradient, Set<String> gradients) {
        OnnxGraph graph = gradient.graph().copy();
        Sides sides = Sides.of(gradient);
        graph.nodes()
                .removeIf(node -> node.outputs().stream().anyMatch(sides.before()::contains)
                        && node.outputs().stream().noneMatch(sides.behind()::contains));
        graph.inputs().keySet().retainAll(Set.of(gradient.cotangent()));
        graph.inputs().putAll(carried);
        graph.keepOnly(gradients);
        return graph;
    }
}
