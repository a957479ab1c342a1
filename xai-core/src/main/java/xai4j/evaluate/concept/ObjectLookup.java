package xai4j.evaluate.concept;

import java.util.Optional;
import xai4j.image.ObjectMask;

/** Where the object is on a picture, by the picture's name in its data set; empty where that is not known. */
@FunctionalInterface
public interface ObjectLookup {
    /** The mask of a picture. */
    Optional<ObjectMask> of(String name);
}
