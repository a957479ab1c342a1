package xai4j.onnx;

import java.util.Map;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.MaskedPrediction.MaskedImage;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * An image, a fill and regions beside the masks that choose between them inside the graph ({@link CompositionPrefix}).
 *
 * @param count number of regions
 * @param fixed inputs that are the same for all masks
 * @param run scores masks, given such an image
 */
record ComposedImage(int count, Map<String, Tensor> fixed, Run run) implements MaskedImage {
    /** Up to here a float is any whole number. */
    private static final int MOST_REGIONS = 1 << 24;

    /** Scores masks {@code [N, M]} of an image. */
    @FunctionalInterface
    interface Run {
        Tensor scores(ComposedImage image, Tensor masks, Score score);
    }

    /**
     * Checks and brings the inputs into the graph's shapes.
     *
     * @throws IllegalArgumentException if image, fill and regions do not fit each other or the model
     */
    static ComposedImage of(ImageInput input, Tensor image, Tensor fill, int[] regions, int count, Run run) {
        boolean planar = input.layout() == ImageLayout.NCHW;
        Shape shape = image.shape();
        if (shape.rank() != 3 || !fill.shape().equals(shape)) {
            throw new IllegalArgumentException("an image " + shape + " and a fill " + fill.shape()
                    + " cannot be composed; both need the shape of the model's input");
        }
        int height = shape.dim(planar ? 1 : 0);
        int width = shape.dim(planar ? 2 : 1);
        if (regions.length != height * width || count > MOST_REGIONS) {
            throw new IllegalArgumentException(
                    regions.length + " pixels in " + count + " regions do not fit an image " + shape);
        }
        Tensor places = Tensor.zeros(planar ? Shape.of(1, height, width) : Shape.of(height, width, 1));
        for (int i = 0; i < regions.length; i++) {
            places.set(i, regions[i]);
        }
        Map<String, Tensor> fixed = Map.of(
                CompositionPrefix.IMAGE, image.reshape(shape.prepend(1)),
                CompositionPrefix.FILL, fill.reshape(shape.prepend(1)),
                CompositionPrefix.REGIONS, places);
        return new ComposedImage(count, fixed, run);
    }

    @Override
    public Tensor predict(Tensor masks, Score score) {
        if (masks.shape().rank() != 2 || masks.shape().dim(1) != count) {
            throw new IllegalArgumentException(
                    "masks are " + masks.shape() + "; " + Shape.of(Shape.DYNAMIC, count) + " is expected");
        }
        return run.scores(this, masks, score);
    }

    @Override
    public void close() {
        // the tensors belong to the caller, the session to the model
    }
}
