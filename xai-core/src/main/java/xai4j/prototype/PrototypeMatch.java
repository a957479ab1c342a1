package xai4j.prototype;

import java.util.Locale;
import java.util.Optional;
import xai4j.image.Box;
import xai4j.tensor.Tensor;

/**
 * A part of the image that looks like a prototype.
 *
 * @param prototype its index
 * @param label name of the class that it stands for
 * @param similarity its largest similarity, or the mean of its largest ones, as the network counts
 * @param weight of its connection to the explained class
 * @param map similarity at every position, {@code [h, w]}, at the layer's own resolution
 * @param box around the strongest pixels of the enlarged map, in the model's input
 * @param blobs number of separate regions that those pixels form; with more than one the box also holds what lies between
 * @param patch the training patch that the prototype is
 * @param receptiveField all that the place of the largest similarity can have seen, in the model's input, when asked for and known
 * @param because because of what they look alike, when asked for
 */
public record PrototypeMatch(
        int prototype,
        String label,
        float similarity,
        float weight,
        Tensor map,
        Box box,
        int blobs,
        PrototypePatch patch,
        Optional<Box> receptiveField,
        Optional<SimilarityFactors> because) {
    /** The map becomes read-only. */
    public PrototypeMatch {
        map = map.asReadOnly();
    }

    /** What the match adds to the logit: similarity × weight, exact in double precision. */
    public double contribution() {
        return (double) similarity * weight;
    }

    /**
     * Whether the part looks like the prototype at all. A similarity that is measured from a mean may be below zero: then the picture has less of the
     * prototype than most have, which speaks for the classes that the prototype speaks against.
     */
    public boolean resembles() {
        return similarity >= 0;
    }

    /** The match in a sentence. */
    public String sentence() {
        String reason = because.map(why -> " " + why.words()).orElse("");
        return String.format(
                Locale.ROOT,
                "this looks %s that part of a %s%s: similarity %.2f × weight %.2f = %.2f points",
                resembles() ? "like" : "unlike",
                label,
                reason,
                similarity,
                weight,
                contribution());
    }

    PrototypeMatch because(SimilarityFactors why) {
        return new PrototypeMatch(
                prototype, label, similarity, weight, map, box, blobs, patch, receptiveField, Optional.of(why));
    }
}
