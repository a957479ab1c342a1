package xai4j.djl.tensorflow;

import org.tensorflow.Graph;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.tensor.Shape;

/** Reads the image port from a placeholder's shape. */
final class ImagePorts {
    private static final int MOST_CHANNELS = 4;
    private static final int USUAL_CHANNELS = 3;

    private ImagePorts() {}

    /** Channels last unless the second extent alone looks like channels; an unknown shape is RGB of any size. */
    static ImageInput input(Graph graph, String placeholder) {
        var shape = graph.operationOrThrow(placeholder).output(0).shape();
        if (shape.isUnknown() || shape.numDimensions() != 4) {
            return ImageInput.nhwc(USUAL_CHANNELS, Shape.DYNAMIC, Shape.DYNAMIC);
        }
        int[] dims = new int[4];
        for (int axis = 0; axis < 4; axis++) {
            dims[axis] = shape.get(axis) <= 0 ? Shape.DYNAMIC : Math.toIntExact(shape.get(axis));
        }
        boolean first = isChannels(dims[1]) && !isChannels(dims[3]);
        int channels = first ? dims[1] : dims[3];
        return new ImageInput(
                first ? ImageLayout.NCHW : ImageLayout.NHWC,
                channels == Shape.DYNAMIC ? USUAL_CHANNELS : channels,
                dims[first ? 2 : 1],
                dims[first ? 3 : 2],
                dims[0]);
    }

    private static boolean isChannels(int extent) {
        return extent > 0 && extent <= MOST_CHANNELS;
    }
}
