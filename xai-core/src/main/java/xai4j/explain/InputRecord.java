package xai4j.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import xai4j.image.ImageHash;
import xai4j.image.Images;
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
 * @param warnings what there is to know of the photograph and the model, in words
 * @param sha256 fingerprint of the prepared input, {@link ImageHash#of(xai4j.tensor.Tensor)}; empty when unknown
 * @param photographSha256 fingerprint of the photograph's pixels, {@link ImageHash#of(java.awt.image.BufferedImage)}; empty when unknown or none
 *     was given
 */
public record InputRecord(
        Source source,
        Preprocessing preprocessing,
        PreprocessingOrigin origin,
        int height,
        int width,
        List<String> warnings,
        String sha256,
        String photographSha256) {
    /** Copies the warnings; records of older versions have neither them nor fingerprints. */
    public InputRecord {
        sha256 = Objects.requireNonNullElse(sha256, "");
        photographSha256 = Objects.requireNonNullElse(photographSha256, "");
        warnings = List.copyOf(Objects.requireNonNullElse(warnings, List.of()));
    }

    /** A record without warnings and fingerprints. */
    public InputRecord(Source source, Preprocessing preprocessing, PreprocessingOrigin origin, int height, int width) {
        this(source, preprocessing, origin, height, width, List.of(), "", "");
    }

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
                image.input().width(),
                image.photograph().map(Images::warnings).orElse(List.of()),
                image.inputSha256(),
                image.photographSha256());
    }

    /** This record with more that there is to know, of the model for example. */
    public InputRecord withWarnings(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new InputRecord(source, preprocessing, origin, height, width, all, sha256, photographSha256);
    }

    /** What a person must know of this input before trusting an explanation of it. */
    public List<String> verdicts() {
        List<String> verdicts = new ArrayList<>(warnings);
        if (source == Source.PHOTOGRAPH && origin == PreprocessingOrigin.ASSUMED) {
            verdicts.add("nobody says how pictures are prepared for this model; taken for granted: "
                    + preprocessing.options());
        }
        return verdicts;
    }
}
