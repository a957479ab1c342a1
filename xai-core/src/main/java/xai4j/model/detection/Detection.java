package xai4j.model.detection;

import xai4j.image.PixelMapping;

/**
 * An object that a detector found.
 *
 * @param index position of its class among the detector's classes
 * @param label name of its class
 * @param score how sure the detector is, usually in [0, 1]
 * @param box where it is, in the pixels that the caller works in (the model's input, or the photograph)
 */
public record Detection(int index, String label, double score, BoundingBox box) {
    /** The same with its box on the photograph that an input was made of. */
    public Detection onPhotograph(PixelMapping mapping) {
        return new Detection(index, label, score, box.onPhotograph(mapping));
    }
}
