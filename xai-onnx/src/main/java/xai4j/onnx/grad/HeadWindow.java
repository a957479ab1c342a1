package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * The way back from a detector's scores to a map through convolutional heads. The score of a box comes from one cell, and what lies further from it than the
 * heads see has no part in it; so a window of the map is cut out, what the way back needs of the heads (where rectifiers are open) is computed anew from it,
 * and one goes back over the window alone. Nothing but the map itself need be kept of the way there.
 */
public final class HeadWindow {
    /** Output of the narrow graph: by how many cells what is gone back from is wider than one, {@code [1]}. */
    public static final String EXCESS = "xai4j/window/excess";

    private static final String PREFIX = "xai4j/window/";
    private static final int ROWS = 2;
    /** Operators that keep the numbers of a cell together. */
    private static final Set<String> CELL_BY_CELL = Set.of(
            "Add",
            "Cast",
            "Concat",
            "Div",
            "Exp",
            "Identity",
            "Mul",
            "Neg",
            "Pad",
            "ReduceSum",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Sub",
            "Sum",
            "Transpose",
            "Unsqueeze");

    private final OnnxGraph whole;
    private final String map;
    private final Set<String> seen;
    private final Set<String> going;
    private final LocalNodes local;
    /** How far around a position a value of the forward pass looks at the map; not of those that look at something else. */
    private final Map<String, Reach> reaches = new HashMap<>();

    private HeadWindow(OnnxGraph whole, Shapes shapes, String map, String cotangent) {
        this.whole = whole;
        this.map = map;
        Set<String> images = new HashSet<>(whole.inputs().keySet());
        images.remove(cotangent);
        GraphLinks links = new GraphLinks(whole);
        this.going = links.descendants(List.of(cotangent));
        this.seen = links.descendants(images);
        seen.removeAll(going);
        this.local = new LocalNodes(shapes, map, value -> !seen.contains(value) && !going.contains(value));
        reaches.put(map, Reach.NONE);
        whole.nodes().stream()
                .filter(node -> node.inputs().stream().anyMatch(reaches::containsKey)
                        && node.outputs().stream().allMatch(seen::contains))
                .forEach(this::reach);
    }

    private void reach(Node node) {
        List<String> inputs = node.inputs().stream().filter(seen::contains).toList();
        if (reaches.keySet().containsAll(inputs)) {
            local.met(node).ifPresent(own -> {
                Reach widest = inputs.stream().map(this::reach).reduce(Reach.NONE, Reach::or);
                node.outputs().forEach(output -> reaches.put(output, widest.plus(own)));
            });
        }
    }

    /** How far around a position a value of the forward pass looks at the map; none at all for what is not made of the map alone. */
    Reach reach(String value) {
        return reaches.getOrDefault(value, Reach.NONE);
    }

    /** Whether a value comes from the cotangent. */
    boolean isGoing(String value) {
        return going.contains(value);
    }

    /** Whether a value comes from the picture alone. */
    boolean isSeen(String value) {
        return seen.contains(value);
    }

    /** What is known of the layout of values. */
    LocalNodes local() {
        return local;
    }

    /**
     * Looks at a gradient graph.
     *
     * @param map the value whose gradient is wanted
     * @return empty where that is no map of one picture
     */
    public static Optional<HeadWindow> of(GradientGraph gradient, String map) {
        OnnxGraph graph = gradient.graph();
        Shapes shapes = Shapes.of(graph);
        boolean placed = shapes.type(map) == ElementType.FLOAT
                && shapes.shape(map)
                        .filter(shape -> shape.isStatic() && shape.rank() == ROWS + 2 && shape.dim(0) == 1)
                        .isPresent();
        return placed ? Optional.of(new HeadWindow(graph, shapes, map, gradient.cotangent())) : Optional.empty();
    }

    /**
     * Values that a backward graph takes of the forward pass, and that a window of the map suffices to compute.
     *
     * @param gradient the output of the backward graph
     * @return none where a window would not be much smaller than the map
     */
    public Set<String> recomputed(OnnxGraph backward, String gradient) {
        Set<String> found = new LinkedHashSet<>();
        HeadRegion.of(backward, gradient, this).filter(HeadRegion::isSmall).ifPresent(region -> region.masks().stream()
                .filter(reaches::containsKey)
                .forEach(found::add));
        return found;
    }

    /** A backward graph that computes anew what it was to take of the forward pass, from the whole map. */
    public OnnxGraph replayed(OnnxGraph backward, Set<String> gradients, Set<String> recomputed) {
        OnnxGraph graph = whole.copy();
        List<Node> nodes = constants();
        nodes.addAll(forward(recomputed));
        nodes.addAll(backward.nodes());
        return finished(graph, backward, nodes, gradients);
    }

    /**
     * A backward graph that goes back over a window around one cell; beside the gradient it gives {@link #EXCESS}, and where that is not zero the gradient is
     * not to be used.
     *
     * @return empty where what enters the window may come from several cells, or the window would not be much smaller than the map
     */
    public Optional<OnnxGraph> narrow(OnnxGraph backward, String gradient) {
        return HeadRegion.of(backward, gradient, this)
                .filter(HeadRegion::isSmall)
                .filter(region -> isOfOneCell(backward, region))
                .map(region -> narrow(backward, gradient, region));
    }

    private boolean isOfOneCell(OnnxGraph backward, HeadRegion region) {
        Set<String> before = new GraphLinks(backward).ancestors(region.entries());
        return backward.nodes().stream()
                .filter(node -> node.outputs().stream().anyMatch(before::contains))
                .filter(node -> node.inputs().stream().anyMatch(going::contains))
                .allMatch(node -> CELL_BY_CELL.stream().anyMatch(node::is));
    }

    private OnnxGraph narrow(OnnxGraph backward, String gradient, HeadRegion region) {
        OnnxGraph graph = whole.copy();
        List<Node> nodes = constants();
        backward.nodes().stream().filter(node -> !region.nodes().contains(node)).forEach(nodes::add);
        WindowCut cut = new WindowCut(new GraphBuilder(graph, nodes, PREFIX), region);
        Map<String, String> names = new LinkedHashMap<>();
        region.entries().forEach(entry -> names.put(entry, cut.sliced(entry)));
        Set<String> anew = new LinkedHashSet<>();
        for (String mask : region.masks()) {
            if (reaches.containsKey(mask)) {
                anew.add(mask);
            } else {
                names.put(mask, cut.sliced(mask));
            }
        }
        if (!anew.isEmpty()) {
            names.put(map, cut.sliced(map));
        }
        forward(anew).forEach(node -> nodes.add(renamed(node, names)));
        region.nodes().forEach(node -> nodes.add(renamed(node, names)));
        cut.enlarge(names.getOrDefault(gradient, gradient), gradient);
        return finished(graph, backward, nodes, Set.of(gradient, EXCESS));
    }

    /** A node over windows: what it computes gets another name. */
    private static Node renamed(Node node, Map<String, String> names) {
        List<String> inputs = node.inputs().stream()
                .map(input -> names.getOrDefault(input, input))
                .toList();
        node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .forEach(output -> names.put(output, PREFIX + output));
        return node.rewired(
                inputs,
                node.outputs().stream()
                        .map(output -> names.getOrDefault(output, output))
                        .toList());
    }

    private List<Node> constants() {
        List<Node> nodes = new ArrayList<>();
        whole.nodes().stream()
                .filter(node ->
                        node.outputs().stream().noneMatch(output -> seen.contains(output) || going.contains(output)))
                .forEach(nodes::add);
        return nodes;
    }

    /** The nodes that make values of the map, in order. */
    private List<Node> forward(Set<String> values) {
        Set<String> needed = new HashSet<>(values);
        List<Node> nodes = new ArrayList<>();
        for (int i = whole.nodes().size() - 1; i >= 0; i--) {
            Node node = whole.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)
                    && !node.outputs().contains(map)) {
                node.inputs().stream().filter(seen::contains).forEach(needed::add);
                nodes.add(0, node);
            }
        }
        return nodes;
    }

    /** Inputs are those of the backward graph that are read, and the map. */
    private OnnxGraph finished(OnnxGraph graph, OnnxGraph backward, List<Node> nodes, Set<String> outputs) {
        Set<String> known = new HashSet<>();
        graph.nodes().clear();
        nodes.stream().filter(node -> known.add(node.output(0))).forEach(graph.nodes()::add);
        graph.inputs().clear();
        graph.inputs().putAll(backward.inputs());
        graph.keepOnly(outputs);
        Set<String> read = new HashSet<>();
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
        graph.nodes().forEach(node -> read.removeAll(node.outputs()));
        graph.inputs().keySet().retainAll(read);
        return graph;
    }
}
