package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/** Takes the nodes of one block; values and constants get the block's path as a name. */
public final class OnnxNodes {
    private final OnnxGraph graph;
    private final String path;

    OnnxNodes(OnnxGraph graph, String path) {
        this.graph = graph;
        this.path = path;
    }

    /** Where the block stands: names from the root, joined by dots. */
    public String path() {
        return path;
    }

    /** Adds a node with one output, whose name is returned. */
    public String node(String operator, List<String> inputs, Attribute... attributes) {
        String output = fresh(operator);
        graph.nodes().add(Node.of(operator, inputs, List.of(output), attributes).named(output));
        return output;
    }

    private String fresh(String what) {
        String name = path + "." + what;
        int number = 2;
        while (graph.producer(name).isPresent() || graph.initializers().containsKey(name)) {
            name = path + "." + what + "_" + number++;
        }
        return name;
    }

    /** Adds a float32 constant, whose name is returned. */
    public String constant(String what, NDArray values) {
        return constant(what, values.getShape().getShape(), values.toFloatArray());
    }

    /** Adds a float32 constant, whose name is returned. */
    public String constant(String what, long[] dims, float... values) {
        String name = fresh(what);
        graph.add(ConstantTensor.ofFloats(name, dims, values));
        return name;
    }

    /** Adds an int64 vector, whose name is returned. */
    public String vector(String what, long... values) {
        String name = fresh(what);
        graph.add(ConstantTensor.vector(name, values));
        return name;
    }

    /** Makes a value an output of the model as well, under a name of its own, besides the scores. */
    public void output(String value, String name) {
        graph.nodes().add(Node.of("Identity", List.of(value), List.of(name)));
        graph.expose(name);
    }
}
