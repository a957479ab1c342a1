package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Appends nodes of the standard domain and constants to a graph, under names that do not clash with it. Values are known by
 * their names; each method gives the name of what it appended.
 */
public final class GraphBuilder {
    private static final int REDUCTIONS_TAKE_AXES_INPUT = 18;

    private final OnnxGraph graph;
    private final List<Node> target;
    private final String prefix;
    private final Map<String, String> constants = new HashMap<>();
    private int counter;

    /** Appends to the end of a graph. */
    GraphBuilder(OnnxGraph graph) {
        this(graph, graph.nodes(), "xai4j/");
    }

    /**
     * Appends to a list of nodes that is to become the graph's.
     *
     * @param graph takes the constants
     * @param prefix begins all names, and no other name in the graph
     */
    GraphBuilder(OnnxGraph graph, List<Node> target, String prefix) {
        this.graph = graph;
        this.target = target;
        this.prefix = prefix;
    }

    String fresh(String what) {
        return prefix + what + "_" + counter++;
    }

    /** Appends a node with one output and returns its name. */
    public String op(String operator, List<String> inputs, Attribute... attributes) {
        return ops(operator, inputs, 1, attributes).get(0);
    }

    /** Appends a node with one input and one output. */
    public String op(String operator, String x, Attribute... attributes) {
        return op(operator, List.of(x), attributes);
    }

    /** Appends a node with two inputs and one output. */
    public String op(String operator, String a, String b, Attribute... attributes) {
        return op(operator, List.of(a, b), attributes);
    }

    /** Appends a node with several outputs. */
    public List<String> ops(String operator, List<String> inputs, int outputs, Attribute... attributes) {
        String name = fresh(operator);
        String[] names = new String[outputs];
        for (int i = 0; i < outputs; i++) {
            names[i] = outputs == 1 ? name : name + ":" + i;
        }
        target.add(Node.of(operator, inputs, List.of(names), attributes).named(name));
        return List.of(names);
    }

    /** Appends a copy of a node that reads and computes other values. */
    void copy(Node node, List<String> inputs, List<String> outputs) {
        target.add(node.rewired(inputs, outputs).named(fresh(node.operator())));
    }

    /** a + b, with broadcasting. */
    public String add(String a, String b) {
        return op("Add", a, b);
    }

    /** a − b, with broadcasting. */
    public String sub(String a, String b) {
        return op("Sub", a, b);
    }

    /** a · b element by element, with broadcasting. */
    public String mul(String a, String b) {
        return op("Mul", a, b);
    }

    /** a / b element by element, with broadcasting. */
    public String div(String a, String b) {
        return op("Div", a, b);
    }

    /** The operator set of the graph. */
    long opset() {
        return graph.opset();
    }

    /** The node that computes a value, if it was appended. */
    Optional<Node> appended(String value) {
        for (int i = target.size() - 1; i >= 0; i--) {
            if (target.get(i).outputs().contains(value)) {
                return Optional.of(target.get(i));
            }
        }
        return Optional.empty();
    }

    /** A tensor that the graph stores; empty for a value that is computed. */
    Optional<ConstantTensor> stored(String value) {
        return Optional.ofNullable(graph.initializers().get(value));
    }

    /**
     * Stores a tensor.
     *
     * @param tensor makes it under the name it is given
     */
    String constant(String what, Function<String, ConstantTensor> tensor) {
        String name = fresh(what);
        graph.add(tensor.apply(name));
        return name;
    }

    /** A constant of int64 numbers. */
    public String longs(long... values) {
        return constants.computeIfAbsent("long" + Arrays.toString(values), key -> {
            String name = fresh("ints");
            graph.add(ConstantTensor.vector(name, values));
            return name;
        });
    }

    /** A constant number of a float type. */
    public String scalar(ElementType type, double value) {
        if (type == ElementType.FLOAT16) {
            return cast(scalar(ElementType.FLOAT, value), type);
        }
        return constants.computeIfAbsent(type + "" + value, key -> {
            String name = fresh("number");
            graph.add(tensor(name, type, new long[0], value));
            return name;
        });
    }

    /** A constant array of a float type. */
    public String array(ElementType type, long[] dims, double... values) {
        String name = fresh("array");
        graph.add(tensor(name, type, dims, values));
        return name;
    }

    private static ConstantTensor tensor(String name, ElementType type, long[] dims, double... values) {
        if (type == ElementType.DOUBLE) {
            return ConstantTensor.ofDoubles(name, dims, values);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return ConstantTensor.ofFloats(name, dims, floats);
    }

    /** The same elements in other extents, one of which may be −1: what is left. */
    public String reshape(String x, long... dims) {
        return op("Reshape", x, longs(dims));
    }

    /** Axes in another order. */
    public String transpose(String x, long... order) {
        return op("Transpose", x, Attribute.ints("perm", order));
    }

    /** A reduction over axes; the place where the axes are written depends on the operator set. */
    public String reduce(String operator, String x, boolean keep, long... axes) {
        Attribute keepDims = Attribute.of("keepdims", keep ? 1 : 0);
        boolean input = operator.equals("ReduceSum") || graph.opset() >= REDUCTIONS_TAKE_AXES_INPUT;
        return input ? op(operator, x, longs(axes), keepDims) : op(operator, x, Attribute.ints("axes", axes), keepDims);
    }

    /** Zeros of the shape that a value has when the graph runs. */
    public String zerosLike(String x, ElementType type) {
        ConstantTensor zero = tensor("", type, new long[] {1}, 0);
        return op("ConstantOfShape", op("Shape", x), Attribute.of("value", zero));
    }

    /** The same numbers as another type. */
    public String cast(String x, ElementType type) {
        return op("Cast", x, Attribute.of("to", type.number()));
    }
}
