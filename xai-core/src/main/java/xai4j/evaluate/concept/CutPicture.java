package xai4j.evaluate.concept;

import java.util.Optional;
import xai4j.image.ObjectMask;

/** A picture that is cut into pieces, and its object where that is known. */
record CutPicture(int index, String name, int width, int height, Optional<ObjectMask> mask) {
    /** The share of the picture that the object covers; not a number where it is not known. */
    double area() {
        return mask.map(ObjectMask::area).orElse(Double.NaN);
    }
}
