package xai4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The parts into which a backward graph takes its cotangent apart at its start. A detector's outputs are one row of scores, and that of a box hangs on few of them: what
 * is zero all over need not be gone back through.
 *
 * @param parts possibly none
 */
record CotangentSections(List<Section> parts) {
    /** Operators whose output is zero where what they get of the cotangent is, whatever else they get. */
    private static final Set<String> LINEAR = Set.of(
            "Add",
            "Cast",
            "Col2Im",
            "Concat",
            "Conv",
            "ConvTranspose",
            "Expand",
            "Gather",
            "Identity",
            "MatMul",
            "Mul",
            "Neg",
            "ReduceSum",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Sub",
            "Sum",
            "Transpose",
            "Unsqueeze");

    /** A convolution with a bias is none of them. */
    private static final int LINEAR_INPUTS = 2;

    /** Copies the list. */
    CotangentSections {
        parts = List.copyOf(parts);
    }

    /**
     * A part.
     *
     * @param value its name
     * @param from position of its first number in the cotangent of one image
     * @param to position behind its last
     */
    record Section(String value, int from, int to) {
        private boolean isZero(Tensor cotangent) {
            for (int i = from; i < to; i++) {
                if (cotangent.at(i) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Looks for the parts: what a split behind nothing but rearrangements gives, for one image. */
    static CotangentSections of(OnnxGraph graph, String cotangent, Shapes shapes) {
        GraphLinks links = new GraphLinks(graph);
        String value = cotangent;
        while (links.consumers(value).size() == 1) {
            Node node = links.consumers(value).get(0);
            if (node.is("Split") && isContiguous(node, value, shapes)) {
                List<Section> parts = new ArrayList<>(sections(node, shapes));
                sections(node, shapes).forEach(part -> parts.addAll(new RowParts(graph, links, shapes, part).found()));
                return new CotangentSections(parts);
            }
            if (!node.is("Reshape") && !node.is("Identity")) {
                break;
            }
            value = node.output(0);
        }
        return new CotangentSections(List.of());
    }

    /** Whether the parts lie one after the other: nothing but the axis and what is behind it has an extent. */
    private static boolean isContiguous(Node split, String value, Shapes shapes) {
        Shape shape = shapes.shape(value).filter(Shape::isStatic).orElse(Shape.of());
        int axis = Math.floorMod((int) split.integer("axis", 0), Math.max(1, shape.rank()));
        boolean contiguous = shape.rank() > 0;
        for (int before = 0; contiguous && before < axis; before++) {
            contiguous = shape.dim(before) == 1;
        }
        return contiguous
                && split.outputs().stream()
                        .allMatch(part ->
                                shapes.shape(part).filter(Shape::isStatic).isPresent());
    }

    private static List<Section> sections(Node split, Shapes shapes) {
        List<Section> sections = new ArrayList<>();
        int from = 0;
        for (String part : split.outputs()) {
            int to = from + shapes.shape(part).orElseThrow().size();
            sections.add(new Section(part, from, to));
            from = to;
        }
        return sections;
    }

    /**
     * Parts of a part whose rows are taken apart further on: scores of several scales that one softmax made are told by their rows, since a row of zeros stays one
     * on the way back through it.
     */
    private static final class RowParts {
        private static final int RANK = 3;
        private static final Set<String> SUMS = Set.of("Add", "Sub", "Neg", "Identity", "Cast");

        private final OnnxGraph graph;
        private final Shapes shapes;
        private final Section whole;
        private final Set<String> dependent;
        private final Set<String> aligned = new HashSet<>();
        private final List<Section> parts = new ArrayList<>();
        private long rows;

        RowParts(OnnxGraph graph, GraphLinks links, Shapes shapes, Section whole) {
            this.graph = graph;
            this.shapes = shapes;
            this.whole = whole;
            this.dependent = links.descendants(List.of(whole.value()));
        }

        List<Section> found() {
            for (Node node : graph.nodes()) {
                if (node.is("Reshape") && node.input(0).equals(whole.value()) && isTable(node.output(0), 0)) {
                    rows = shapes.dims(node.output(0))[1];
                    aligned.add(node.output(0));
                } else if (node.is("Split") && aligned.contains(node.input(0)) && node.integer("axis", 0) == 1) {
                    addParts(node);
                } else if (keepsRows(node)) {
                    aligned.add(node.output(0));
                }
            }
            return parts;
        }

        private boolean isTable(String value, long wanted) {
            return shapes.shape(value)
                    .filter(shape -> shape.isStatic() && shape.rank() == RANK && shape.dim(0) == 1)
                    .filter(shape -> wanted == 0 || shape.dim(1) == wanted)
                    .isPresent();
        }

        private boolean keepsRows(Node node) {
            List<String> given =
                    node.inputs().stream().filter(dependent::contains).toList();
            if (given.isEmpty() || !aligned.containsAll(given) || !isTable(node.output(0), rows)) {
                return false;
            }
            boolean sums = SUMS.stream().anyMatch(node::is)
                    && given.size() == node.inputs().size();
            boolean reduces = node.is("ReduceSum")
                    && node.integer("keepdims", 1) == 1
                    && shapes.longs(node.input(1))
                            .filter(axes -> axes.length == 1 && Math.floorMod(axes[0], RANK) == RANK - 1)
                            .isPresent();
            return sums || reduces || node.is("Mul");
        }

        private void addParts(Node split) {
            long width = (whole.to() - whole.from()) / rows;
            long first = 0;
            for (String part : split.outputs()) {
                if (!isTable(part, 0)) {
                    return;
                }
                long last = first + shapes.dims(part)[1];
                parts.add(new Section(part, (int) (whole.from() + first * width), (int) (whole.from() + last * width)));
                first = last;
            }
        }
    }

    /** Names of the parts that are zero all over, in a fixed order. */
    Set<String> zero(Tensor cotangent) {
        Set<String> zero = new TreeSet<>();
        parts.stream().filter(part -> part.isZero(cotangent)).forEach(part -> zero.add(part.value()));
        return zero;
    }

    /**
     * A backward graph without what is zero because parts of the cotangent are.
     *
     * @param zero values that are zero
     * @param wanted gradients
     * @return empty where a node is met of which this is not known, or a gradient would be zero itself
     */
    static Optional<OnnxGraph> without(OnnxGraph backward, String cotangent, Set<String> zero, Set<String> wanted) {
        return new Pruning(backward, cotangent, zero).pruned(wanted);
    }

    /** One way through the nodes. */
    private static final class Pruning {
        private final OnnxGraph graph;
        private final Set<String> dependent;
        private final Shapes shapes;
        private final Set<String> zero;
        private final Map<String, String> same = new HashMap<>();
        private final List<Node> left = new ArrayList<>();

        Pruning(OnnxGraph graph, String cotangent, Set<String> zero) {
            this.graph = graph;
            this.dependent = new GraphLinks(graph).descendants(List.of(cotangent));
            this.shapes = Shapes.of(graph);
            this.zero = new HashSet<>(zero);
        }

        Optional<OnnxGraph> pruned(Set<String> wanted) {
            for (Node node : graph.nodes()) {
                if (!pass(node)) {
                    return Optional.empty();
                }
            }
            for (String gradient : wanted) {
                if (zero.contains(gradient)) {
                    return Optional.empty();
                }
                if (same.containsKey(gradient)) {
                    left.add(Node.of("Identity", List.of(named(gradient)), List.of(gradient)));
                }
            }
            OnnxGraph pruned = graph.copy();
            pruned.nodes().clear();
            pruned.nodes().addAll(left);
            pruned.keepOnly(wanted);
            Set<String> used = new HashSet<>();
            pruned.nodes().forEach(node -> used.addAll(node.inputs()));
            pruned.inputs().keySet().retainAll(used);
            return Optional.of(pruned);
        }

        /** Takes a node over, or what is left of it; false where that is not known. */
        private boolean pass(Node node) {
            List<String> given =
                    node.inputs().stream().filter(dependent::contains).toList();
            List<String> rest =
                    given.stream().filter(input -> !zero.contains(input)).toList();
            if (rest.size() == given.size()) {
                left.add(node.rewired(node.inputs().stream().map(this::named).toList(), node.outputs()));
                return true;
            }
            if (rest.isEmpty()) {
                zero.addAll(node.outputs());
                return isLinear(node);
            }
            return node.is("Add") && isSum(node, rest.get(0));
        }

        private boolean isLinear(Node node) {
            if (node.is("Div")) {
                return !dependent.contains(node.input(1));
            }
            if (node.is("Pad")) {
                return !node.hasInput(2);
            }
            boolean convolves = node.is("Conv") || node.is("ConvTranspose");
            return LINEAR.stream().anyMatch(node::is)
                    && !(convolves && node.inputs().size() > LINEAR_INPUTS);
        }

        /** What is added to zero stays what it is, unless it is spread out. */
        private boolean isSum(Node sum, String value) {
            boolean equal = sum.inputs().stream().allMatch(dependent::contains)
                    && shapes.shape(value).isPresent()
                    && shapes.shape(value).equals(shapes.shape(sum.output(0)));
            same.put(sum.output(0), named(value));
            return equal;
        }

        private String named(String value) {
            return same.getOrDefault(value, value);
        }
    }
}
