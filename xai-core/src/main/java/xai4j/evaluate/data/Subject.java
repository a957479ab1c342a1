package xai4j.evaluate.data;

import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.function.Supplier;
import xai4j.evaluate.TruthMask;

/**
 * A picture on which explanations are evaluated; read when it is its turn.
 *
 * @param name by which a person finds it
 * @param picture reads it
 * @param truth where the object is, in the pixels of the picture, if that is known
 * @param label name of its class, if that is known
 */
public record Subject(
        String name, Supplier<BufferedImage> picture, Optional<Supplier<TruthMask>> truth, Optional<String> label) {
    /** A picture of which nothing else is known. */
    public static Subject of(String name, Supplier<BufferedImage> picture) {
        return new Subject(name, picture, Optional.empty(), Optional.empty());
    }

    /** The same with its object. */
    public Subject withTruth(Supplier<TruthMask> mask) {
        return new Subject(name, picture, Optional.of(mask), label);
    }

    /** The same with its class. */
    public Subject withLabel(String name) {
        return new Subject(this.name, picture, truth, Optional.of(name));
    }
}
