package xai4j.model;

import java.util.Optional;

/**
 * How a token sequence covers the image: some tokens without a place (class, distillation and register tokens) in front, then
 * the patches row by row.
 *
 * @param skip tokens without a place
 * @param height rows of patches
 * @param width columns of patches
 */
public record TokenGrid(int skip, int height, int width) {
    private static final int MOST_SKIPPED = 16;

    /**
     * The grid of square patches of an image that leaves the fewest tokens without a place.
     *
     * @param tokens length of the sequence
     * @param imageHeight rows of the model's input
     * @param imageWidth columns of the model's input
     * @return empty when no grid of the image's proportions fits
     */
    public static Optional<TokenGrid> of(int tokens, int imageHeight, int imageWidth) {
        return exact(tokens, imageHeight, imageWidth)
                .or(() -> rounded(tokens, imageHeight, imageWidth))
                .or(() -> imageHeight == imageWidth ? square(tokens) : Optional.empty());
    }

    /** Patches that divide the image. */
    private static Optional<TokenGrid> exact(int tokens, int imageHeight, int imageWidth) {
        return search(tokens, imageHeight, imageWidth, true);
    }

    /** Patches with a rest at the border that is left out, as a convolution without padding does. */
    private static Optional<TokenGrid> rounded(int tokens, int imageHeight, int imageWidth) {
        return search(tokens, imageHeight, imageWidth, false);
    }

    private static Optional<TokenGrid> search(int tokens, int imageHeight, int imageWidth, boolean dividing) {
        for (int skip = 0; skip <= Math.min(MOST_SKIPPED, tokens - 2); skip++) {
            for (int patch = 1; patch <= Math.min(imageHeight, imageWidth); patch++) {
                boolean divides = imageHeight % patch == 0 && imageWidth % patch == 0;
                int height = imageHeight / patch;
                int width = imageWidth / patch;
                if ((divides || !dividing) && (long) height * width == tokens - skip) {
                    return Optional.of(new TokenGrid(skip, height, width));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<TokenGrid> square(int tokens) {
        for (int skip = 0; skip <= Math.min(MOST_SKIPPED, tokens - 4); skip++) {
            int side = (int) Math.sqrt(tokens - skip);
            if (side * side == tokens - skip) {
                return Optional.of(new TokenGrid(skip, side, side));
            }
        }
        return Optional.empty();
    }
}
