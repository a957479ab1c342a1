package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import java.util.List;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;

/** Takes the nodes of one block; values and constants get the block's path as a name. */
public final class OnnxNodes {
    private final OnnxWriter writer;
    private final String path;

    OnnxNodes(OnnxWriter writer, String path) {
        this.writer = writer;
        this.path = path;
    }

    /** Where the block stands: names from the root, joined by dots. */
    public String path() {
        return path;
    }

    /** Adds a node with one output, whose name is returned. */
    public String node(String operator, List<String> inputs, OnnxAttribute... attributes) {
        String output = fresh(operator);
        writer.node(operator, inputs, output, attributes);
        return output;
    }

    private String fresh(String what) {
        String name = path + "." + what;
        int number = 2;
        while (writer.has(name)) {
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
        writer.constant(name, dims, values);
        return name;
    }

    /** Adds an int64 vector, whose name is returned. */
    public String vector(String what, long... values) {
        String name = fresh(what);
        writer.vector(name, values);
        return name;
    }

    /** Makes a value an output of the model as well, under a name of its own, besides the scores. */
    public void output(String value, String name) {
        writer.output(value, name);
    }
}
