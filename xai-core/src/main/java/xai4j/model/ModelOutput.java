package xai4j.model;

import xai4j.tensor.Shape;

/**
 * One of a model's outputs and what it was understood as.
 *
 * @param name the name in the file
 * @param shape its shape, {@link Shape#DYNAMIC} where open; rank 0 when unknown
 * @param kind what it holds
 * @param explained whether this is the output whose numbers are explained
 * @param why one clause for people: what the kind, and the choice, rest on
 */
public record ModelOutput(String name, Shape shape, Kind kind, boolean explained, String why) {
    /** What an output holds. */
    public enum Kind {
        /** A number per class. */
        SCORES,
        /** Names or indices of classes. */
        LABELS,
        /** The highest scores in order, whatever their classes. */
        RANKS,
        /** A vector that stands for the picture. */
        EMBEDDING,
        /** Corners or centres and sizes of detected objects. */
        BOXES,
        /** A number per class and pixel. */
        MASK,
        /** Something else, or not understood. */
        OTHER
    }
}
