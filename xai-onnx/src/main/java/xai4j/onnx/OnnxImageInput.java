package xai4j.onnx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.ModelException;
import xai4j.onnx.graph.AuxiliaryInputs;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.FirstNodes;
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
record OnnxImageInput(String name, ElementType type, ImageInput input) {
    private static final List<Integer> COLOURS = List.of(1, 3, 4);

    /**
     * Finds the image input.
     *
     * @throws ModelException naming the inputs, if there is not exactly one, of rank 4
     */
    static OnnxImageInput find(OnnxGraph graph) {
        List<ValueInfo> ports = AuxiliaryInputs.others(graph);
        if (ports.size() != 1) {
            throw new ModelException(
                    graph.source() + " has " + ports.size() + " inputs (" + describe(ports)
                            + "); exactly one, an image, can be explained, beside inputs that say its size, as orig_target_sizes, im_shape and scale_factor");
        }
        ValueInfo port = ports.get(0);
        return imageInput(graph, port)
                .map(input -> new OnnxImageInput(port.name(), port.type(), input))
                .orElseThrow(() -> new ModelException(graph.source() + " has no image input: " + describe(ports)
                        + "; [N, C, H, W] or [N, H, W, C], without N, without C or as one row is expected"));
    }

    private static Optional<ImageInput> imageInput(OnnxGraph graph, ValueInfo port) {
        List<ValueInfo.Dim> declared = port.dims().orElse(List.of());
        if (declared.size() != 4) {
            return Optional.empty();
        }
        int[] dims = new int[4];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = extent(graph, port, declared.get(i));
        }
        return Optional.of(laidOut(new FirstNodes(graph, port.name()), dims));
    }

    private static int extent(OnnxGraph graph, ValueInfo port, ValueInfo.Dim dim) {
        if (dim.size() > Integer.MAX_VALUE) {
            throw new ModelException(graph.source() + ": its input " + port.name() + " has an extent of " + dim.size()
                    + ", which no image has");
        }
        return dim.isFixed() && dim.size() > 0 ? (int) dim.size() : Shape.DYNAMIC;
    }

    /** By the number of colours, or else by what the first nodes do with the image, or else by the smallest extent. */
    private static ImageInput laidOut(FirstNodes nodes, int[] dims) {
        if (COLOURS.contains(dims[1])) {
            return planar(dims, dims[1]);
        }
        if (COLOURS.contains(dims[3])) {
            return interleaved(dims, dims[3]);
        }
        boolean last = nodes.movesChannelsForward() || dims[3] > 0 && dims[1] > 0 && dims[3] < dims[1];
        int wanted = nodes.channels().orElse(3);
        return last ? interleaved(dims, dims[3] > 0 ? dims[3] : wanted) : planar(dims, dims[1] > 0 ? dims[1] : wanted);
    }

    private static ImageInput planar(int[] dims, int channels) {
        return new ImageInput(ImageLayout.NCHW, channels, dims[2], dims[3], dims[0]);
    }

    private static ImageInput interleaved(int[] dims, int channels) {
        return new ImageInput(ImageLayout.NHWC, channels, dims[1], dims[2], dims[0]);
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
