package xai4j.image;

/**
 * What decoding an image takes, reckoned from its structure.
 *
 * @param decodedBits heap the decoder holds for a pixel, in bits
 * @param extraBytes what it holds besides, in bytes
 * @param passes how often the decoder goes over the pixels
 */
record ImageCost(int width, int height, long decodedBits, long extraBytes, long passes) {
    /** Memory of the finished picture, a packed int for each pixel. */
    private static final int PICTURE_BITS = 32;

    /** The cost of a decoder that goes over the pixels once and holds nothing else. */
    static ImageCost of(int width, int height, long decodedBits) {
        return new ImageCost(width, height, decodedBits, 0, 1);
    }

    long pixels() {
        return Math.max(1, (long) width * height);
    }

    long work() {
        return passes > Long.MAX_VALUE / pixels() ? Long.MAX_VALUE : passes * pixels();
    }

    long memoryBytes() {
        return saturated(pixels(), decodedBits + PICTURE_BITS) / 8 + extraBytes;
    }

    private static long saturated(long first, long second) {
        return first > Long.MAX_VALUE / 16 / second ? Long.MAX_VALUE / 16 : first * second;
    }
}
