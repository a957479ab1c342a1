package xai4j.examples.serve.web;

import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;

/**
 * An explanation that was made, and can be looked at again by whoever has its link.
 *
 * @param model name of the model
 * @param picture name of the picture
 */
record Kept(String model, String picture, PreparedImage image, Explanation explanation) {
    /** About how many bytes it holds. */
    long weight() {
        long pixels = (long) image.picture().getWidth() * image.picture().getHeight();
        return 4L * (pixels + explanation.values().size() + image.tensor().size()) + 10_000;
    }
}
