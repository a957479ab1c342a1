package xai4j.model;

import java.awt.image.BufferedImage;
import java.util.List;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.image.Preprocessor;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What is known of a classifier before it runs.
 *
 * @param name a name for people, usually the file's
 * @param input the image port
 * @param preprocessing how a photograph becomes the input
 * @param labels names of the classes in the order of the scores; empty when unknown
 * @param scores what {@link Model#predict} returns
 * @param sha256 hexadecimal SHA-256 of the model's bytes, or an empty string when it has none
 * @param preprocessingOrigin who says that this is the preprocessing
 */
public record ModelSpec(
        String name,
        ImageInput input,
        Preprocessing preprocessing,
        List<String> labels,
        ScoreKind scores,
        String sha256,
        PreprocessingOrigin preprocessingOrigin) {
    /** Copies the labels. */
    public ModelSpec {
        labels = List.copyOf(labels);
    }

    /** A spec whose preprocessing the caller knows. */
    public ModelSpec(
            String name,
            ImageInput input,
            Preprocessing preprocessing,
            List<String> labels,
            ScoreKind scores,
            String sha256) {
        this(name, input, preprocessing, labels, scores, sha256, PreprocessingOrigin.GIVEN);
    }

    /** A spec with default preprocessing, no labels and scores of unknown kind. */
    public static ModelSpec of(String name, ImageInput input) {
        return new ModelSpec(
                name, input, Preprocessing.imagenet(), List.of(), ScoreKind.OTHER, "", PreprocessingOrigin.ASSUMED);
    }

    /** This spec with another preprocessing, which the caller gives. */
    public ModelSpec withPreprocessing(Preprocessing other) {
        return new ModelSpec(name, input, other, labels, scores, sha256, PreprocessingOrigin.GIVEN);
    }

    /** This spec with word of who says that this is the preprocessing. */
    public ModelSpec withPreprocessingOrigin(PreprocessingOrigin origin) {
        return new ModelSpec(name, input, preprocessing, labels, scores, sha256, origin);
    }

    /** This spec with other labels. */
    public ModelSpec withLabels(List<String> other) {
        return new ModelSpec(name, input, preprocessing, other, scores, sha256, preprocessingOrigin);
    }

    /** This spec with another kind of scores. */
    public ModelSpec withScores(ScoreKind other) {
        return new ModelSpec(name, input, preprocessing, labels, other, sha256, preprocessingOrigin);
    }

    /** This spec with another image port. */
    public ModelSpec withInput(ImageInput other) {
        return new ModelSpec(name, other, preprocessing, labels, scores, sha256, preprocessingOrigin);
    }

    /**
     * Makes this model's input of a photograph.
     *
     * @throws IllegalArgumentException if the model has neither one nor three channels
     */
    public PreparedImage prepare(BufferedImage photograph) {
        return Preprocessor.prepare(photograph, input, preprocessing);
    }

    /**
     * Passes a batch of this model's images through, of any length.
     *
     * @throws IllegalArgumentException if it is none; the message names both shapes
     */
    public Tensor requireBatch(Tensor batch) {
        return requireBatch(batch, Shape.DYNAMIC);
    }

    /**
     * Passes a batch of this model's images through, of as many as its file fixes.
     *
     * @throws IllegalArgumentException if it is none; the message names both shapes
     */
    public Tensor requireExactBatch(Tensor batch) {
        return requireBatch(batch, input.batch());
    }

    private Tensor requireBatch(Tensor batch, int count) {
        Shape shape = batch.shape();
        Shape image = input.imageShape();
        boolean fits = shape.rank() == image.rank() + 1
                && shape.dim(0) > 0
                && (count == Shape.DYNAMIC || count == shape.dim(0));
        for (int axis = 0; fits && axis < image.rank(); axis++) {
            fits = image.dim(axis) == Shape.DYNAMIC || image.dim(axis) == shape.dim(axis + 1);
        }
        if (!fits) {
            throw new IllegalArgumentException(name + " takes batches " + image.prepend(count) + ", not " + shape);
        }
        return batch;
    }

    /** Name, input and classes, in a line. */
    @Override
    public String toString() {
        String classes = labels.isEmpty() ? "unnamed scores" : labels.size() + " labels";
        return name + " " + input.imageShape() + " to " + classes + " (" + scores + ")";
    }

    /** The name of a class: its label, or {@code class 7} when there are no labels. */
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : "class " + index;
    }
}
