package xai4j.model;

import java.util.List;
import java.util.Optional;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.tensor.Shape;

/**
 * What a caller says about a model beside its file; everything left out is read from the model or set by default.
 *
 * @param labels names of the classes
 * @param preprocessing how photographs become inputs
 * @param device {@code cpu}, {@code gpu} or {@code gpu:1}
 * @param threads threads that one call of the engine may use; 0 (the default) for as many as leave the results bit by bit as they are on
 *     one, {@link #ALL_CORES} for all of them, where the last bits may then depend on how many there are
 * @param inputShape {@code [H, W]}, or the shape of one image, for models whose file leaves it open; a file that fixes it
 *     is right
 * @param scores what the scores are, where the file leaves it open or is wrong
 * @param output name of the output that holds the scores, for models with several
 * @param detections name of the layout in which a detector puts out its boxes, where it is not found or taken for another
 * @param leanMemory whether weights are kept once for all questions, at the cost of time
 */
public record LoadOptions(
        Optional<List<String>> labels,
        Optional<Preprocessing> preprocessing,
        String device,
        int threads,
        Optional<Shape> inputShape,
        Optional<ScoreKind> scores,
        Optional<String> output,
        Optional<String> detections,
        boolean leanMemory) {
    /** A number of threads: all processors, even where the last bits of a result depend on how many there are. */
    public static final int ALL_CORES = -1;

    /** Nothing said: CPU, the engine's own threads. */
    public static LoadOptions defaults() {
        return new LoadOptions(
                Optional.empty(),
                Optional.empty(),
                "cpu",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /**
     * An image port with the extents that it leaves open taken from {@link #inputShape()}, or else from a default.
     *
     * @param size height and width for lack of anything better
     */
    public ImageInput sized(ImageInput input, int size) {
        Shape shape = inputShape.orElse(Shape.of(size, size));
        boolean flat = shape.rank() == 2;
        boolean planar = !flat && shape.dim(0) == input.channels();
        boolean fits = flat || planar || shape.dim(2) == input.channels();
        int height = fits ? shape.dim(planar ? 1 : 0) : size;
        int width = fits ? shape.dim(planar ? 2 : 1) : size;
        return input.withSize(
                input.height() == Shape.DYNAMIC ? height : input.height(),
                input.width() == Shape.DYNAMIC ? width : input.width());
    }

    /** These options with labels. */
    public LoadOptions withLabels(List<String> names) {
        return new LoadOptions(
                Optional.of(List.copyOf(names)),
                preprocessing,
                device,
                threads,
                inputShape,
                scores,
                output,
                detections,
                leanMemory);
    }

    /** These options with a preprocessing. */
    public LoadOptions withPreprocessing(Preprocessing value) {
        return new LoadOptions(
                labels, Optional.of(value), device, threads, inputShape, scores, output, detections, leanMemory);
    }

    /** These options on another device. */
    public LoadOptions withDevice(String name) {
        return new LoadOptions(
                labels, preprocessing, name, threads, inputShape, scores, output, detections, leanMemory);
    }

    /**
     * These options with a number of engine threads.
     *
     * @param count threads, 0 for as many as leave results as they are, or {@link #ALL_CORES}
     */
    public LoadOptions withThreads(int count) {
        return new LoadOptions(
                labels, preprocessing, device, count, inputShape, scores, output, detections, leanMemory);
    }

    /** These options with the size of the pictures that the model was made for. */
    public LoadOptions withInputSize(int height, int width) {
        return withInputShape(Shape.of(height, width));
    }

    /**
     * These options with the shape of the images that the model was made for.
     *
     * @param shape {@code [H, W]}, {@code [C, H, W]} or {@code [H, W, C]}
     * @throws IllegalArgumentException if it has other than two or three extents, or one that is not positive
     */
    public LoadOptions withInputShape(Shape shape) {
        boolean fits = shape.rank() == 2 || shape.rank() == 3;
        for (int axis = 0; fits && axis < shape.rank(); axis++) {
            fits = shape.dim(axis) > 0;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "an input of shape " + shape + "; [H, W] or the shape of one image is expected");
        }
        return new LoadOptions(
                labels, preprocessing, device, threads, Optional.of(shape), scores, output, detections, leanMemory);
    }

    /** These options with what the scores are. */
    public LoadOptions withScores(ScoreKind kind) {
        return new LoadOptions(
                labels, preprocessing, device, threads, inputShape, Optional.of(kind), output, detections, leanMemory);
    }

    /** These options with the name of the output that holds the scores. */
    public LoadOptions withOutput(String name) {
        return new LoadOptions(
                labels, preprocessing, device, threads, inputShape, scores, Optional.of(name), detections, leanMemory);
    }

    /** These options with the layout in which a detector puts out its boxes, as {@code yolov8}. */
    public LoadOptions withDetections(String layout) {
        return new LoadOptions(
                labels, preprocessing, device, threads, inputShape, scores, output, Optional.of(layout), leanMemory);
    }

    /**
     * These options for a model that is seldom asked, or of which there are many: an ONNX file's weights then stay pages of the file, which the operating system
     * reads and drops as it likes, and all questions share one further copy for their way back, where each keeps its own otherwise. Runs take 1.3 to 1.5
     * times as long, 2.3 times with depthwise convolutions, and last bits of results differ from those of a model that is opened without it. The file
     * must not be overwritten while the model is open; put another in its place by renaming. On a GPU, and with other backends, it changes nothing.
     */
    public LoadOptions withLeanMemory() {
        return new LoadOptions(labels, preprocessing, device, threads, inputShape, scores, output, detections, true);
    }
}
