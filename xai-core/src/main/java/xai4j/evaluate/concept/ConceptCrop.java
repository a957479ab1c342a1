package xai4j.evaluate.concept;

/**
 * A piece of a picture in which a concept is strong.
 *
 * @param picture position in the data set
 * @param name of the picture in the data set
 * @param left edge, as a share of the picture's width from the left
 * @param top edge, as a share of its height from the top
 * @param right edge, as a share of its width from the left
 * @param bottom edge, as a share of its height from the top
 * @param strength the concept's coefficient there, from 0 on; comparable within one concept
 */
public record ConceptCrop(
        int picture, String name, double left, double top, double right, double bottom, double strength) {}
