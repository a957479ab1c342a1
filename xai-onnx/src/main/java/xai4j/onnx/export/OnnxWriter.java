package xai4j.onnx.export;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.image.ImageInput;
import xai4j.model.ModelSpec;
import xai4j.onnx.OnnxMetadata;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.graph.ValueInfo.Dim;
import xai4j.tensor.Shape;
import xai4j.tensor.XaiException;

/**
 * Builds an image model and writes it as an ONNX file. Nodes are added in the order in which they compute; each value has a name, which
 * is how a node refers to what another computed.
 *
 * <pre>{@code
 * OnnxWriter writer = OnnxWriter.of(spec, "image", 17);
 * writer.constant("weight", new long[] {8, 3, 3, 3}, kernels);
 * writer.node("Conv", List.of("image", "weight"), "maps", OnnxAttribute.ints("pads", 1, 1, 1, 1));
 * writer.node("GlobalAveragePool", List.of("maps"), "pooled");
 * writer.node("Flatten", List.of("pooled"), "row");
 * writer.output("row", "scores");
 * writer.write(Path.of("model.onnx"));
 * }</pre>
 *
 * <p>Whether operators fit their inputs is not checked here; whoever opens the file does. Not for use by several threads at once.
 */
public final class OnnxWriter {
    private final OnnxGraph graph;
    private final List<String> outputs = new ArrayList<>();

    private OnnxWriter(OnnxGraph graph) {
        this.graph = graph;
    }

    /**
     * A model with its input and nothing else.
     *
     * @param spec name, labels and preprocessing, which the file will say, and the input: float32 {@code [N, C, H, W]} or
     *     {@code [N, H, W, C]}; the size of the batch is left open, and a side where the spec leaves it open
     * @param input name of the input
     * @param opset version of the standard operators that the nodes are of
     */
    public static OnnxWriter of(ModelSpec spec, String input, long opset) {
        OnnxGraph graph = OnnxGraph.empty(spec.name(), opset);
        graph.inputs().put(input, ValueInfo.of(input, ElementType.FLOAT, dims(spec.input())));
        OnnxMetadata.describe(spec, graph);
        return new OnnxWriter(graph);
    }

    /**
     * A model that begins as another one: the nodes of a file that compute one of its values, with their weights, to which further nodes are
     * added. Outputs and metadata are made anew; float16 values, which the file may use, have to be cast by whoever reads them.
     *
     * @param spec labels and preprocessing, which the file will say
     * @param value name of the value that is kept
     * @throws xai4j.model.ModelException if the file cannot be read
     * @throws IllegalArgumentException if it has no such value
     */
    public static OnnxWriter continuing(Path file, ModelSpec spec, String value) {
        OnnxGraph graph = OnnxGraph.read(file);
        graph.outputs().clear();
        graph.keepOnly(Set.of(value));
        graph.initializers().replaceAll((name, tensor) -> tensor.embedded());
        graph.inputs().keySet().removeIf(name -> graph.nodes().stream()
                .noneMatch(
                        node -> node.inputs().contains(name) || node.captured().contains(name)));
        graph.outputs().clear();
        graph.metadata().clear();
        OnnxMetadata.describe(spec, graph);
        return new OnnxWriter(graph);
    }

    /** Whether a value is known to hold float32. */
    public boolean isFloat32(String value) {
        return Shapes.of(graph).type(value) == ElementType.FLOAT;
    }

    /** Version of the standard operators that the nodes are of. */
    public long opset() {
        return graph.opset();
    }

    private static List<Dim> dims(ImageInput input) {
        Shape shape = input.batchShape(1);
        List<Dim> dims = new ArrayList<>(List.of(Dim.symbolic("batch")));
        IntStream.range(1, shape.rank())
                .mapToObj(axis -> shape.dim(axis) == Shape.DYNAMIC ? Dim.symbolic("side") : Dim.of(shape.dim(axis)))
                .forEach(dims::add);
        return dims;
    }

    /** Whether a value of that name is there: the input, a constant, or what a node computes. */
    public boolean has(String name) {
        return graph.producer(name).isPresent()
                || graph.initializers().containsKey(name)
                || graph.inputs().containsKey(name);
    }

    /**
     * Adds a node of a standard operator with one output.
     *
     * @param operator for example {@code Conv}
     * @param inputs names of values, in the order that the operator says; empty where an optional one is left out
     * @param output name of the value that it computes, and of the node
     * @throws IllegalArgumentException if there is a value of that name, or an input is missing
     */
    public void node(String operator, List<String> inputs, String output, OnnxAttribute... attributes) {
        node(operator, inputs, List.of(output), attributes);
    }

    /**
     * Adds a node of a standard operator with several outputs.
     *
     * @param operator for example {@code TopK}
     * @param inputs names of values, in the order that the operator says; empty where an optional one is left out
     * @param outputs names of the values that it computes; the first one is the name of the node
     * @throws IllegalArgumentException if there is a value of such a name, or an input is missing
     */
    public void node(String operator, List<String> inputs, List<String> outputs, OnnxAttribute... attributes) {
        for (String input : inputs) {
            if (!input.isEmpty() && !has(input)) {
                throw new IllegalArgumentException(
                        operator + " " + outputs.get(0) + " reads " + input + ", which nothing before it computes");
            }
        }
        Attribute[] inner =
                Arrays.stream(attributes).map(OnnxAttribute::attribute).toArray(Attribute[]::new);
        outputs.forEach(this::requireNew);
        graph.nodes().add(Node.of(operator, inputs, outputs, inner).named(outputs.get(0)));
    }

    /**
     * Adds a float32 constant, row-major.
     *
     * @throws IllegalArgumentException if there is a value of that name, or the number of elements is not that of the shape
     */
    public void constant(String name, long[] dims, float... values) {
        requireNew(name);
        if (Arrays.stream(dims).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException("constant " + name + " of shape " + Arrays.toString(dims) + " is given "
                    + values.length + " elements");
        }
        graph.add(ConstantTensor.ofFloats(name, dims, values));
    }

    /**
     * Adds an int64 vector, as for axes and shapes.
     *
     * @throws IllegalArgumentException if there is a value of that name
     */
    public void vector(String name, long... values) {
        requireNew(name);
        graph.add(ConstantTensor.vector(name, values));
    }

    /**
     * Makes a value an output of the model, behind those before.
     *
     * @param name of the output
     * @throws IllegalArgumentException if there is no such value, or already one of the output's name
     */
    public void output(String value, String name) {
        output(value, name, outputs.size());
    }

    /** Makes a value the first output, which readers take for the scores. */
    public void firstOutput(String value, String name) {
        output(value, name, 0);
    }

    private void output(String value, String name, int position) {
        if (!has(value)) {
            throw new IllegalArgumentException("output " + name + " is to be " + value + ", which nothing computes");
        }
        requireNew(name);
        graph.nodes().add(Node.of("Identity", List.of(value), List.of(name)));
        outputs.add(position, name);
    }

    private void requireNew(String name) {
        if (has(name)) {
            throw new IllegalArgumentException("there are two values called " + name);
        }
    }

    /**
     * The file's bytes. Outputs are declared with the shapes that follow from the nodes, as the format's checker asks.
     *
     * @throws IllegalArgumentException if the model has no output
     */
    public ByteBuffer toBytes() {
        return prepared().toBytes();
    }

    private OnnxGraph prepared() {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a model without an output cannot be written");
        }
        graph.outputs().clear();
        outputs.forEach(name -> graph.outputs().put(name, ValueInfo.of(name)));
        Shapes shapes = Shapes.of(graph);
        graph.outputs().replaceAll((name, output) -> shapes.shape(name)
                .map(shape -> ValueInfo.of(name, ElementType.FLOAT, dims(name, shape)))
                .orElse(output));
        return graph;
    }

    private static List<Dim> dims(String name, Shape shape) {
        return IntStream.range(0, shape.rank())
                .mapToObj(axis -> {
                    int dim = shape.dim(axis);
                    String symbol = axis == 0 ? "batch" : name + "_" + axis;
                    return dim == Shape.DYNAMIC ? Dim.symbolic(symbol) : Dim.of(dim);
                })
                .toList();
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws XaiException naming the file, if it cannot be written
     */
    public void write(Path file) {
        prepared().write(file);
    }
}
