package xai4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import xai4j.model.ImageInput;
import xai4j.model.ImageLayout;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;

/**
 * The one input of a model that looks like an image.
 *
 * @param name the input's name
 * @param input its shape
 */
record ImagePort(String name, ImageInput input) {
    /**
     * Finds the image input.
     *
     * @throws ModelException naming the inputs, if there is not exactly one of rank 4 with 1, 3 or 4 channels
     */
    static ImagePort find(String model, Map<String, NodeInfo> inputs) {
        if (inputs.size() != 1) {
            throw new ModelException(model + " has " + inputs.size() + " inputs (" + describe(inputs)
                    + "); exactly one, an image, can be explained");
        }
        NodeInfo port = inputs.values().iterator().next();
        return imageInput(port)
                .map(input -> new ImagePort(port.getName(), input))
                .orElseThrow(() -> new ModelException(model + " has no image input: " + describe(inputs)
                        + "; [N, C, H, W] or [N, H, W, C] with 1, 3 or 4 channels is expected"));
    }

    private static Optional<ImageInput> imageInput(NodeInfo port) {
        if (!(port.getInfo() instanceof TensorInfo info) || info.getShape().length != 4) {
            return Optional.empty();
        }
        int[] dims = Arrays.stream(info.getShape())
                .mapToInt(dim -> dim <= 0 ? Shape.DYNAMIC : Math.toIntExact(dim))
                .toArray();
        if (isChannels(dims[1]) && !(isChannels(dims[3]) && dims[1] > 4)) {
            return Optional.of(new ImageInput(ImageLayout.NCHW, dims[1], dims[2], dims[3], dims[0]));
        }
        if (isChannels(dims[3])) {
            return Optional.of(new ImageInput(ImageLayout.NHWC, dims[3], dims[1], dims[2], dims[0]));
        }
        return dims[1] == Shape.DYNAMIC
                ? Optional.of(new ImageInput(ImageLayout.NCHW, 3, dims[2], dims[3], dims[0]))
                : Optional.empty();
    }

    private static boolean isChannels(int dim) {
        return List.of(1, 3, 4).contains(dim);
    }

    private static String describe(Map<String, NodeInfo> inputs) {
        return inputs.values().stream()
                .map(port -> port.getName() + " " + shape(port))
                .collect(Collectors.joining(", "));
    }

    private static String shape(NodeInfo port) {
        return port.getInfo() instanceof TensorInfo info
                ? info.type + Arrays.toString(info.getShape())
                : port.getInfo().getClass().getSimpleName();
    }
}
