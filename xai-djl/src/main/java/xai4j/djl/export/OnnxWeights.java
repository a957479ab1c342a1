package xai4j.djl.export;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.OnnxGraph;

/** Reads the numbers of a network back from the ONNX file that {@link OnnxExport} wrote. */
public final class OnnxWeights {
    private static final Map<String, String> RENAMED = Map.of("runningMean", "mean", "runningVar", "variance");

    private OnnxWeights() {}

    /**
     * Puts the numbers of a file into the parameters of a block. Parameters are found by the path of their block; the file may
     * hold more, so that the beginning of a network can be read from the file of the whole.
     *
     * @param block with initialised parameters
     * @throws ModelException if the file cannot be read, or lacks a parameter or has it in another shape; nothing has changed
     *     then
     */
    public static void read(Path file, Block block) {
        Map<String, ConstantTensor> constants = new HashMap<>();
        OnnxGraph.read(file)
                .initializers()
                .forEach((name, constant) -> constants.put(name.replace('.', '_'), constant));
        for (Pair<String, Parameter> pair : block.getParameters()) {
            require(file, pair, constants.get(renamed(pair.getKey())));
        }
        for (Pair<String, Parameter> pair : block.getParameters()) {
            ConstantTensor constant = constants.get(renamed(pair.getKey()));
            if (constant != null) {
                NdTensors.fill(pair.getValue().getArray(), constant.floats());
            }
        }
    }

    private static String renamed(String parameter) {
        int at = parameter.lastIndexOf('_') + 1;
        String name = parameter.substring(at);
        return parameter.substring(0, at) + RENAMED.getOrDefault(name, name);
    }

    private static void require(Path file, Pair<String, Parameter> pair, @Nullable ConstantTensor constant) {
        long[] wanted = pair.getValue().getArray().getShape().getShape();
        if (constant == null || !Arrays.equals(constant.dims(), wanted)) {
            throw new ModelException(file + " is of another network: " + pair.getKey() + " is "
                    + (constant == null ? "missing" : Arrays.toString(constant.dims())) + " there, "
                    + Arrays.toString(wanted) + " here");
        }
    }
}
