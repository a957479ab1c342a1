package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * Rewrites a graph of an old operator set so that it means the same in a newer one.
 *
 * <p>Gradients need operators that came with set 16 (adding into scattered positions), and are faster with one of set 18 (putting columns together to a
 * map). Between sets 7 and 18 some attributes became inputs, some operators were replaced, and Softmax stopped flattening.
 */
public final class OpsetUpgrade {
    /** The lowest set in which gradients can be written. */
    public static final int NEEDED = 16;

    /** The set to which graphs are raised; one with graphs inside of its nodes, which are kept as they are, only as far as it must. */
    public static final int WANTED = 18;

    private static final int OLDEST = 7;
    private static final int REDUCTIONS_TAKE_AXES = 18;
    private static final int SPLITS_COUNT = 18;
    /** But for the sum, which changed before them. */
    private static final Set<String> REDUCTIONS = Set.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare");

    private static final Set<String> CHANGED = Set.of(
            "Softmax",
            "LogSoftmax",
            "Hardmax",
            "ReduceSum",
            "Squeeze",
            "Unsqueeze",
            "Split",
            "Slice",
            "Pad",
            "Clip",
            "TopK",
            "Dropout",
            "BatchNormalization",
            "Upsample",
            "Resize",
            "ImageScaler",
            "Scatter",
            "RoiAlign");
    private static final int IR_VERSION = 8;

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final long from;
    private final int to;
    private final List<Node> nodes = new ArrayList<>();
    private int counter;

    private OpsetUpgrade(OnnxGraph graph, Shapes shapes, int to) {
        this.graph = graph;
        this.shapes = shapes;
        this.from = graph.opset();
        this.to = to;
    }

    /**
     * Raises the standard operator set of a graph to {@link #WANTED}, or at least {@link #NEEDED}; does nothing when it is there already.
     *
     * @param shapes shapes of the same graph
     * @throws ModelException if an operator has no equal in the newer set
     */
    public static void apply(OnnxGraph graph, Shapes shapes) {
        graph.inputs().keySet().removeAll(graph.initializers().keySet());
        graph.irVersion(Math.max(graph.irVersion(), IR_VERSION));
        int to = graph.nodes().stream().anyMatch(Node::hasSubgraph) ? NEEDED : WANTED;
        if (graph.opset() < to) {
            new OpsetUpgrade(graph, shapes, to).run();
        }
    }

    private void run() {
        if (from < OLDEST) {
            throw new ModelException(graph.source() + " uses operator set " + from + "; " + OLDEST
                    + " or newer is needed, export the model again");
        }
        for (Node node : graph.nodes()) {
            requireUnchanged(node);
            if (node.isStandard()) {
                raise(node);
            } else {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
        graph.opsets().remove("ai.onnx");
        graph.opsets().put("", (long) to);
    }

    /** Graphs inside nodes are kept as they are, which is right as long as their operators mean the same. */
    private void requireUnchanged(Node node) {
        for (Node inner : node.inner()) {
            boolean changed = CHANGED.contains(inner.operator()) || REDUCTIONS.contains(inner.operator());
            if (inner.isStandard() && changed) {
                throw new ModelException(graph.source() + " is of operator set " + from + " and holds " + inner
                        + " inside " + node + ", which cannot be raised to set " + to + "; export the model again");
            }
            requireUnchanged(inner);
        }
    }

    private void raise(Node node) {
        switch (node.operator()) {
            case "Softmax", "LogSoftmax", "Hardmax" -> softmax(node);
            case "ReduceSum" -> attributeToInput(node, 13, "axes", 1);
            case "Squeeze", "Unsqueeze" -> attributeToInput(node, 13, "axes", 1);
            case "Split" -> split(node);
            case "Slice" -> slice(node);
            case "Pad" -> pad(node);
            case "Clip" -> clip(node);
            case "TopK" -> topK(node);
            case "Dropout" -> dropout(node);
            case "BatchNormalization" -> batchNormalization(node);
            case "Upsample" -> upsample(node);
            case "Resize" -> resize(node);
            case "ImageScaler" -> imageScaler(node);
            case "Scatter" -> nodes.add(node.as("ScatterElements"));
            case "RoiAlign" -> roiAlign(node);
            default -> {
                if (REDUCTIONS.contains(node.operator())) {
                    reduction(node);
                } else {
                    nodes.add(node);
                }
            }
        }
    }

    private String fresh(Node node, String what) {
        return node.output(0) + "/xai4j_" + what + counter++;
    }

    private String stored(ConstantTensor tensor) {
        graph.add(tensor);
        return tensor.name();
    }

    private String vector(Node node, String what, long... values) {
        return stored(ConstantTensor.vector(fresh(node, what), values));
    }

    private String scalar(Node node, String what, float value) {
        return stored(ConstantTensor.ofFloats(fresh(node, what), new long[0], value));
    }

    private static Node withInputs(Node node, @Nullable String... inputs) {
        List<String> list =
                Arrays.stream(inputs).map(input -> input == null ? "" : input).toList();
        return node.rewired(list, node.outputs());
    }

    private void attributeToInput(Node node, int since, String attribute, int position) {
        Optional<Attribute> found = node.attribute(attribute);
        if (from >= since || found.isEmpty()) {
            nodes.add(node);
            return;
        }
        List<String> inputs = new ArrayList<>(node.inputs().subList(0, position));
        inputs.add(vector(node, attribute, found.get().integers()));
        nodes.add(node.rewired(inputs, node.outputs()).without(attribute));
    }

    private void reduction(Node node) {
        if (to >= REDUCTIONS_TAKE_AXES) {
            attributeToInput(node, REDUCTIONS_TAKE_AXES, "axes", 1);
        } else {
            nodes.add(node);
        }
    }

    /** From set 18 on equal parts are counted. */
    private void split(Node node) {
        boolean equal = !node.hasInput(1) && node.attribute("split").isEmpty();
        if (equal && to >= SPLITS_COUNT) {
            nodes.add(node.with(Attribute.of("num_outputs", node.outputs().size())));
        } else {
            attributeToInput(node, 13, "split", 1);
        }
    }

    /** Before set 13 Softmax worked on the flattened rest of the axes, its default axis being 1. */
    private void softmax(Node node) {
        if (from >= 13) {
            nodes.add(node);
            return;
        }
        long[] dims = shapes.dims(node.input(0));
        int axis = Dims.axis(node.integer("axis", 1), dims.length);
        long rest = Dims.size(Arrays.copyOfRange(dims, axis, dims.length));
        if (rest == dims[axis]) {
            nodes.add(node.with(Attribute.of("axis", axis)));
            return;
        }
        String flat = fresh(node, "flat");
        String shape = fresh(node, "shape");
        String normal = fresh(node, "normal");
        nodes.add(Node.of("Flatten", List.of(node.input(0)), List.of(flat), Attribute.of("axis", axis)));
        nodes.add(Node.of("Shape", List.of(node.input(0)), List.of(shape)));
        nodes.add(Node.of(node.operator(), List.of(flat), List.of(normal), Attribute.of("axis", 1)));
        nodes.add(Node.of("Reshape", List.of(normal, shape), node.outputs()));
    }

    private void slice(Node node) {
        if (from >= 10) {
            nodes.add(node);
            return;
        }
        long[] starts = node.integers("starts");
        long[] axes = node.integers("axes", LongStream.range(0, starts.length).toArray());
        nodes.add(withInputs(
                        node,
                        node.input(0),
                        vector(node, "starts", starts),
                        vector(node, "ends", node.integers("ends")),
                        vector(node, "axes", axes))
                .without("starts")
                .without("ends")
                .without("axes"));
    }

    private void pad(Node node) {
        if (from >= 11) {
            nodes.add(node);
            return;
        }
        nodes.add(withInputs(
                        node,
                        node.input(0),
                        vector(node, "pads", node.integers("pads")),
                        scalar(node, "value", node.number("value", 0)))
                .without("pads")
                .without("value"));
    }

    private void clip(Node node) {
        if (from >= 11) {
            nodes.add(node);
            return;
        }
        String low = node.attribute("min")
                .map(min -> scalar(node, "min", min.number()))
                .orElse(null);
        String high = node.attribute("max")
                .map(max -> scalar(node, "max", max.number()))
                .orElse(null);
        nodes.add(withInputs(node, node.input(0), low, high).without("min").without("max"));
    }

    private void topK(Node node) {
        if (from >= 10) {
            nodes.add(node);
            return;
        }
        nodes.add(withInputs(node, node.input(0), vector(node, "k", node.integer("k", 1)))
                .without("k"));
    }

    private void dropout(Node node) {
        if (from >= 12) {
            nodes.add(node);
        } else {
            nodes.add(Node.of("Identity", List.of(node.input(0)), List.of(node.output(0))));
        }
    }

    private void batchNormalization(Node node) {
        if (from >= 14) {
            nodes.add(node);
            return;
        }
        if (from < 9 && node.integer("spatial", 1) == 0) {
            throw new ModelException("BatchNormalization " + node.title()
                    + " with spatial = 0 has no equal in newer operator sets; export the model again");
        }
        nodes.add(node.rewired(node.inputs(), List.of(node.output(0))).without("spatial"));
    }

    private void upsample(Node node) {
        String scales = node.attribute("scales")
                .map(Attribute::numbers)
                .map(values ->
                        stored(ConstantTensor.ofFloats(fresh(node, "scales"), new long[] {values.length}, values)))
                .orElseGet(() -> node.input(1));
        nodes.add(asymmetric(node.as("Resize"), scales));
    }

    private void resize(Node node) {
        nodes.add(from >= 11 ? node : asymmetric(node, node.input(1)));
    }

    /** Upsample and the first Resize scaled coordinates without a shift and rounded down. */
    private Node asymmetric(Node node, String scales) {
        return withInputs(node, node.input(0), "", scales)
                .without("scales")
                .with(Attribute.of("coordinate_transformation_mode", "asymmetric"))
                .with(Attribute.of("nearest_mode", "floor"));
    }

    /** An experimental operator of old exports: scale · x + bias per channel. */
    private void imageScaler(Node node) {
        float[] bias = node.attribute("bias").map(Attribute::numbers).orElse(new float[0]);
        String scaled = fresh(node, "scaled");
        String shift = stored(ConstantTensor.ofFloats(fresh(node, "bias"), new long[] {bias.length, 1, 1}, bias));
        nodes.add(Node.of(
                "Mul", List.of(node.input(0), scalar(node, "scale", node.number("scale", 1))), List.of(scaled)));
        nodes.add(Node.of("Add", List.of(scaled, shift), node.outputs()));
    }

    /** Before set 16 coordinates were not shifted by half a pixel. */
    private void roiAlign(Node node) {
        boolean said =
                from >= 16 || node.attribute("coordinate_transformation_mode").isPresent();
        nodes.add(said ? node : node.with(Attribute.of("coordinate_transformation_mode", "output_half_pixel")));
    }
}
