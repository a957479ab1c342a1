package xai4j.onnx.export;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.OnnxGraph;

/** The constants of an ONNX file by name, for a program that reads a network's numbers back. Numbers are read when they are asked for. */
public final class OnnxConstants {
    private final Map<String, ConstantTensor> constants;

    private OnnxConstants(Map<String, ConstantTensor> constants) {
        this.constants = constants;
    }

    /**
     * Opens a file.
     *
     * @throws ModelException naming the file, if it cannot be read or is no ONNX model
     */
    public static OnnxConstants read(Path file) {
        return new OnnxConstants(OnnxGraph.read(file).initializers());
    }

    /** The names of all constants. */
    public Set<String> names() {
        return Set.copyOf(constants.keySet());
    }

    /** The shape of a constant; empty if there is none of that name. */
    public Optional<long[]> dims(String name) {
        return Optional.ofNullable(constants.get(name)).map(ConstantTensor::dims);
    }

    /**
     * The elements of a constant as float32, row-major.
     *
     * @throws IllegalArgumentException if there is none of that name
     * @throws ModelException if they cannot be read
     */
    public float[] floats(String name) {
        ConstantTensor constant = constants.get(name);
        if (constant == null) {
            throw new IllegalArgumentException("the file has no constant " + name);
        }
        return constant.floats();
    }
}
