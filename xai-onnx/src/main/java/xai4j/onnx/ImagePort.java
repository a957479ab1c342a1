package xai4j.onnx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;

/**
 * The one input of a model that looks like an image.
 *
 * @param name the input's name
 * @param type type of its elements
 * @param input its shape
 */
record ImagePort(String name, ElementType type, ImageInput input) {
    /**
     * Finds the image input.
     *
     * @throws ModelException naming the inputs, if there is not exactly one, of rank 4 with 1, 3 or 4 channels
     */
    static ImagePort find(OnnxGraph graph) {
        List<ValueInfo> ports = graph.ports();
        if (ports.size() != 1) {
            throw new ModelException(graph.source() + " has " + ports.size() + " inputs (" + describe(ports)
                    + "); exactly one, an image, can be explained");
        }
        ValueInfo port = ports.get(0);
        return imageInput(port)
                .map(input -> new ImagePort(port.name(), port.type(), input))
                .orElseThrow(() -> new ModelException(graph.source() + " has no image input: " + describe(ports)
                        + "; [N, C, H, W] or [N, H, W, C] with 1, 3 or 4 channels is expected"));
    }

    private static Optional<ImageInput> imageInput(ValueInfo port) {
        int[] dims = port.dims().orElse(List.of()).stream()
                .mapToInt(dim -> dim.isFixed() && dim.size() > 0 ? Math.toIntExact(dim.size()) : Shape.DYNAMIC)
                .toArray();
        if (dims.length != 4) {
            return Optional.empty();
        }
        if (isChannels(dims[1])) {
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

    private static String describe(List<ValueInfo> ports) {
        return ports.stream()
                .map(port -> port.name() + " " + port.type() + shape(port))
                .collect(Collectors.joining(", "));
    }

    private static String shape(ValueInfo port) {
        return port.dims()
                .map(dims -> dims.stream()
                        .map(dim -> dim.isFixed() ? Long.toString(dim.size()) : "?")
                        .collect(Collectors.joining(", ", "[", "]")))
                .orElse("");
    }
}
