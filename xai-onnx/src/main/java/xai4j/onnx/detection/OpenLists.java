package xai4j.onnx.detection;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;

/**
 * Lists of objects that are as long as what is found in a picture, as torchvision's detectors put out: boxes {@code [n, 4]}, scores {@code [n]} and whole numbers of
 * classes {@code [n]}. Filled up with zeros they have one length for all pictures, so that these can be compared.
 */
public final class OpenLists {
    /** The length to which lists are filled up; of more objects the first count, which are the surest. */
    private static final int OBJECTS = 300;

    private static final String PREFIX = "xai4j/list/";
    private static final int BOX = 4;
    /** From there on bounds of a slice are inputs. */
    private static final long OPSET = 10;

    private OpenLists() {}

    /** A graph with filled lists as further outputs, or the same graph where it has no such lists. */
    public static OnnxGraph filled(OnnxGraph graph) {
        Optional<ValueInfo> boxes =
                only(graph, port -> isOpen(port, 2) && port.type().isFloating());
        Optional<ValueInfo> scores =
                only(graph, port -> isOpen(port, 1) && port.type().isFloating());
        Optional<ValueInfo> labels = only(graph, port -> isOpen(port, 1) && isWhole(port));
        if (graph.opset() < OPSET || boxes.isEmpty() || scores.isEmpty() || labels.isEmpty()) {
            return graph;
        }
        OnnxGraph filled = graph.copy();
        fill(filled, boxes.get(), "boxes", 1, OBJECTS, BOX);
        fill(filled, scores.get(), "scores", 1, OBJECTS);
        fill(filled, labels.get(), "labels", 1, OBJECTS);
        return filled;
    }

    /** Whether an output is such a list, whose boxes are in pixels as torchvision's; a blank picture, in which nothing is found, does not tell. */
    static boolean isFilled(String output) {
        return output.startsWith(PREFIX);
    }

    private static Optional<ValueInfo> only(OnnxGraph graph, Predicate<ValueInfo> fits) {
        List<ValueInfo> found = graph.outputs().values().stream().filter(fits).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** {@code [n]}, or {@code [n, 4]}. */
    private static boolean isOpen(ValueInfo port, int rank) {
        List<ValueInfo.Dim> dims = port.dims().orElse(List.of());
        return dims.size() == rank
                && !dims.get(0).isFixed()
                && (rank == 1 || dims.get(1).isFixed() && dims.get(1).size() == BOX);
    }

    private static boolean isWhole(ValueInfo port) {
        return port.type() == ElementType.INT64 || port.type() == ElementType.INT32;
    }

    /** Zeros behind, then the first so many, with an axis for the picture. */
    private static void fill(OnnxGraph graph, ValueInfo port, String what, long... dims) {
        String name = PREFIX + what;
        long[] rest = Arrays.copyOfRange(dims, 1, dims.length);
        graph.add(ConstantTensor.ofFloats(name + "/none", rest, new float[Math.toIntExact(size(rest))]));
        graph.add(ConstantTensor.vector(name + "/from", 0));
        graph.add(ConstantTensor.vector(name + "/to", OBJECTS));
        graph.add(ConstantTensor.vector(name + "/shape", dims));
        List<Node> nodes = List.of(
                Node.of(
                        "Cast",
                        List.of(port.name()),
                        List.of(name + "/found"),
                        Attribute.of("to", ElementType.FLOAT.number())),
                Node.of(
                        "Concat",
                        List.of(name + "/found", name + "/none"),
                        List.of(name + "/longer"),
                        Attribute.of("axis", 0)),
                Node.of(
                        "Slice",
                        List.of(name + "/longer", name + "/from", name + "/to", name + "/from"),
                        List.of(name + "/first")),
                Node.of("Reshape", List.of(name + "/first", name + "/shape"), List.of(name))
                        .named(port.name() + ", which is as long as what is found"));
        graph.nodes().addAll(nodes);
        ValueInfo info = ValueInfo.of(
                name,
                ElementType.FLOAT,
                Arrays.stream(dims).mapToObj(ValueInfo.Dim::of).toList());
        graph.values().put(name, info);
        graph.outputs().put(name, info);
    }

    private static long size(long... dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }
}
