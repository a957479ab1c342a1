package xai4j.djl.export;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.model.ModelException;
import xai4j.onnx.export.OnnxConstants;

/** Reads the numbers of a network back from the ONNX file that {@link OnnxExport} wrote. */
public final class OnnxWeights {
    private static final Map<String, String> RENAMED = Map.of("runningMean", "mean", "runningVar", "variance");

    private static final Pattern BLOCK_PATH = Pattern.compile("(\\d+[A-Z]\\w*\\.)+\\w+");

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
        OnnxConstants constants = OnnxConstants.read(file);
        Map<String, String> names = new HashMap<>();
        constants.names().forEach(name -> names.put(name.replace('.', '_'), name));
        for (Pair<String, Parameter> pair : block.getParameters()) {
            String name = names.get(renamed(pair.getKey()));
            require(file, pair, name == null ? null : constants.dims(name).orElse(null));
        }
        for (Pair<String, Parameter> pair : block.getParameters()) {
            String name = names.get(renamed(pair.getKey()));
            if (name != null) {
                NdTensors.fill(pair.getValue().getArray(), constants.floats(name));
            }
        }
    }

    /**
     * Whether {@link OnnxExport} wrote a file: its constants are called after the paths of blocks.
     *
     * @throws ModelException naming the file, if it cannot be read
     */
    public static boolean isExport(Path file) {
        return OnnxConstants.read(file).names().stream()
                .anyMatch(name -> BLOCK_PATH.matcher(name).matches());
    }

    private static String renamed(String parameter) {
        int at = parameter.lastIndexOf('_') + 1;
        String name = parameter.substring(at);
        return parameter.substring(0, at) + RENAMED.getOrDefault(name, name);
    }

    private static void require(Path file, Pair<String, Parameter> pair, long @Nullable [] dims) {
        long[] wanted = pair.getValue().getArray().getShape().getShape();
        if (!Arrays.equals(dims, wanted)) {
            throw new ModelException(file + " is of another network: " + pair.getKey() + " is "
                    + (dims == null ? "missing" : Arrays.toString(dims)) + " there, "
                    + Arrays.toString(wanted) + " here");
        }
    }
}
