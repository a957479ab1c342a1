package xai4j.model.detection;

import xai4j.model.ScoreFunction;

/** A number that belongs to a place in the picture. */
public interface BoxFunction extends ScoreFunction {
    /** The place, in the pixels of the model's input. */
    BoundingBox box();
}
