package xai4j.explain;

import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;

/**
 * What was explained and how it became the model's input.
 *
 * @param source whether a photograph was prepared or a finished input given
 * @param preprocessing fit, filter and numbers; of a finished input only what is needed to draw it and to choose colours
 * @param origin who says that this is the preprocessing
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 */
public record InputRecord(
        Source source, Preprocessing preprocessing, PreprocessingOrigin origin, int height, int width) {
    /** What was given. */
    public enum Source {
        /** Pixels, which the preprocessing made the input of. */
        PHOTOGRAPH,
        /** The input itself. */
        TENSOR
    }

    /** The record of an image for a model. */
    public static InputRecord of(PreparedImage image, ModelSpec spec) {
        return new InputRecord(
                image.photograph().isPresent() ? Source.PHOTOGRAPH : Source.TENSOR,
                image.preprocessing(),
                spec.preprocessingOrigin(),
                image.input().height(),
                image.input().width());
    }
}
