package xai4j.examples.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.io.AtomicFile;
import xai4j.model.Model;

/**
 * What makes a folder with {@code model.onnx} a local MLflow model: {@code MLmodel} with the flavours {@code onnx} and {@code
 * python_function}, and what they need in Python. The format is that of MLflow's documentation ("MLflow Model format").
 */
final class MlflowModel {
    /** The version of MLflow whose format is written. */
    private static final String MLFLOW = "2.14.1";

    private static final String ONNX = "1.17.0";
    private static final String PYTHON = "3.11.9";
    private static final String REQUIREMENTS = "mlflow>=" + MLFLOW + "\nonnx>=" + ONNX + "\nonnxruntime\nnumpy\n";

    private MlflowModel() {}

    /**
     * Writes the four files.
     *
     * @param sha256 of the model, from which its identifier in MLflow is made
     */
    static void write(Path folder, Model model, String sha256, long bytes, Instant created) {
        text(folder, "MLmodel", description(model, sha256, bytes, created));
        text(folder, "requirements.txt", REQUIREMENTS);
        text(
                folder,
                "python_env.yaml",
                "python: " + PYTHON + "\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n");
        text(
                folder,
                "conda.yaml",
                "channels:\n- conda-forge\ndependencies:\n- python=" + PYTHON
                        + "\n- pip\n- pip:\n  - -r requirements.txt\nname: mlflow-env\n");
    }

    private static void text(Path folder, String name, String text) {
        AtomicFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String description(Model model, String sha256, long bytes, Instant created) {
        ImageInput input = model.spec().input();
        boolean planar = input.layout() == ImageLayout.NCHW;
        int[] in = planar
                ? new int[] {-1, input.channels(), input.height(), input.width()}
                : new int[] {-1, input.height(), input.width(), input.channels()};
        int classes = model.spec().labels().size();
        String time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                .format(created.atOffset(ZoneOffset.UTC));
        return """
                artifact_path: model
                flavors:
                  onnx:
                    code: null
                    data: model.onnx
                    onnx_version: %s
                    providers:
                    - CPUExecutionProvider
                  python_function:
                    data: model.onnx
                    env:
                      conda: conda.yaml
                      virtualenv: python_env.yaml
                    loader_module: mlflow.onnx
                    python_version: %s
                mlflow_version: %s
                model_size_bytes: %d
                model_uuid: %s
                signature:
                  inputs: '%s'
                  outputs: '%s'
                  params: null
                utc_time_created: '%s'
                """.formatted(
                        ONNX,
                        PYTHON,
                        MLFLOW,
                        bytes,
                        sha256.substring(0, 32),
                        tensors(in),
                        tensors(-1, classes == 0 ? -1 : classes),
                        time);
    }

    /** A tensor of float32 as the one-line JSON of a signature; without a name, so that it is fed as an array. */
    private static String tensors(int... shape) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        ObjectNode tensor = all.addObject().put("type", "tensor");
        ObjectNode spec = tensor.putObject("tensor-spec").put("dtype", "float32");
        ArrayNode extents = spec.putArray("shape");
        for (int extent : shape) {
            extents.add(extent);
        }
        try {
            return new ObjectMapper().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON that cannot be written", e);
        }
    }
}
