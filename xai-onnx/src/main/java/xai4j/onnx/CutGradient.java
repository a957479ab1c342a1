package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.HeadWindow;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;

/** Where a gradient graph can be cut in two: what is computed without the cotangent, and what needs it. */
final class CutGradient {
    private static final int KEPT = 16;

    private final Map<String, ValueInfo> declared;
    private final Set<String> recomputed;
    private final Optional<String> map;
    private final CotangentSections sections;
    /** Small ones: what leads to the map is in none of them. */
    private final LruCache<Set<String>, Optional<OnnxGraph>> narrow = new LruCache<>(KEPT);

    /**
     * A cut.
     *
     * @param declared values of the first half that the second is made of, as its inputs are declared
     * @param recomputed those of them that the second half computes anew from the map at which it ends, which costs less than to keep them
     * @param map the one value whose gradient is wanted; empty where there are several
     * @param sections parts of the cotangent
     */
    private CutGradient(
            Map<String, ValueInfo> declared, Set<String> recomputed, Optional<String> map, CotangentSections sections) {
        this.declared = Map.copyOf(declared);
        this.recomputed = Set.copyOf(recomputed);
        this.map = map;
        this.sections = sections;
    }

    /**
     * Looks for the cut.
     *
     * @param wanted values whose gradients must need the cotangent
     * @return empty where a gradient does not depend on it, a value's type or shape is not known, or a node has a graph of its own
     */
    static Optional<CutGradient> of(GradientGraph gradient, Set<String> wanted) {
        OnnxGraph graph = gradient.graph();
        Sides sides = Sides.of(gradient);
        Set<String> values = new TreeSet<>();
        sides.behind(graph).forEach(node -> node.inputs().stream()
                .filter(sides.before()::contains)
                .filter(value -> !sides.behind().contains(value))
                .forEach(values::add));
        boolean plain = graph.nodes().stream().noneMatch(Node::hasSubgraph);
        boolean behind = wanted.stream().map(gradient::gradient).allMatch(sides.behind()::contains);
        if (!plain || !behind || values.stream().anyMatch(graph.inputs()::containsKey)) {
            return Optional.empty();
        }
        Optional<String> map = Optional.of(wanted)
                .filter(several -> several.size() == 1)
                .map(one -> one.iterator().next())
                .filter(value ->
                        sides.before().contains(value) && !graph.inputs().containsKey(value));
        map.ifPresent(values::add);
        Shapes shapes = Shapes.of(graph);
        CotangentSections sections = CotangentSections.of(graph, gradient.cotangent(), shapes);
        return declared(shapes, values)
                .map(declared -> new CutGradient(declared, Set.of(), map, sections).recomputing(gradient));
    }

    private CutGradient recomputing(GradientGraph gradient) {
        Set<String> anew = map.flatMap(value -> HeadWindow.of(gradient, value)
                        .map(window -> window.recomputed(
                                plain(gradient, Set.of(gradient.gradient(value)), Set.of()), gradient.gradient(value))))
                .orElse(Set.of());
        return new CutGradient(declared, anew, map, sections);
    }

    /** Parts of the cotangent. */
    CotangentSections sections() {
        return sections;
    }

    /** Values of the first half that the second is handed. */
    Set<String> carried() {
        Set<String> carried = new TreeSet<>(declared.keySet());
        carried.removeAll(recomputed);
        return carried;
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
        Set<String> outputs = new TreeSet<>(carried());
        outputs.addAll(wanted);
        return outputs;
    }

    /**
     * The second half, whose inputs are the cotangent and carried values, for cotangents of which some sections are zero.
     *
     * @param zero names of these sections
     */
    OnnxGraph backward(GradientGraph gradient, Set<String> gradients, Set<String> zero) {
        OnnxGraph plain = plain(gradient, gradients, zero);
        return map.filter(value -> !recomputed.isEmpty())
                .flatMap(value -> HeadWindow.of(gradient, value))
                .map(window -> window.replayed(open(plain), gradients, recomputed))
                .orElse(plain);
    }

    /**
     * The second half for cotangents that come from one cell of the map; what was found is remembered.
     *
     * @param gradient asked for where it was not looked for yet
     * @return empty where such cannot be told from others
     */
    Optional<OnnxGraph> narrow(Supplier<GradientGraph> gradient, Set<String> zero) {
        return narrow.get(zero, missing -> narrow(gradient.get(), zero));
    }

    private Optional<OnnxGraph> narrow(GradientGraph gradient, Set<String> zero) {
        return map.flatMap(value -> HeadWindow.of(gradient, value).flatMap(window -> {
            String slope = gradient.gradient(value);
            return window.narrow(open(plain(gradient, Set.of(slope), zero)), slope);
        }));
    }

    /** The second half as it stands in the gradient graph. */
    private OnnxGraph plain(GradientGraph gradient, Set<String> gradients, Set<String> zero) {
        OnnxGraph whole = plain(gradient, gradients);
        return zero.isEmpty()
                ? whole
                : CotangentSections.without(whole, gradient.cotangent(), zero, gradients)
                        .orElse(whole);
    }

    /** With all inputs that there could be; who rewrites it leaves out those that it does not read. */
    private OnnxGraph open(OnnxGraph plain) {
        plain.inputs().putAll(declared);
        return plain;
    }

    private OnnxGraph plain(GradientGraph gradient, Set<String> gradients) {
        OnnxGraph graph = gradient.graph().copy();
        Sides sides = Sides.of(gradient);
        graph.nodes()
                .removeIf(node -> node.outputs().stream().anyMatch(sides.before()::contains)
                        && node.outputs().stream().noneMatch(sides.behind()::contains));
        graph.inputs().keySet().retainAll(Set.of(gradient.cotangent()));
        graph.inputs().putAll(declared);
        graph.keepOnly(gradients);
        return graph;
    }
}
