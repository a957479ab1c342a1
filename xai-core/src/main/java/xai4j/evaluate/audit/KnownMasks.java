package xai4j.evaluate.audit;

import java.util.Optional;
import xai4j.image.ObjectMask;

/**
 * Masks that say where they come from.
 *
 * @param source as text
 * @param masks by name of the picture
 */
record KnownMasks(String source, ObjectMasks masks) implements ObjectMasks {
    @Override
    public Optional<ObjectMask> of(String name) {
        return masks.of(name);
    }
}
