package xai4j.image;

/**
 * Where the values of an image lie in its tensor.
 *
 * @param channels number of channels
 * @param width columns
 * @param height rows
 * @param planar whether each channel is a plane of its own
 */
public record PixelPlanes(int channels, int width, int height, boolean planar) {
    public static PixelPlanes of(PreparedImage image) {
        return new PixelPlanes(
                image.input().channels(),
                image.input().width(),
                image.input().height(),
                image.input().layout() == ImageLayout.NCHW);
    }

    public int area() {
        return width * height;
    }

    int size() {
        return channels * area();
    }

    /** Flat position of a channel of a pixel. */
    public int index(int channel, int pixel) {
        return planar ? channel * area() + pixel : pixel * channels + channel;
    }

    /** Number of separate planes: one per channel, or one of interleaved channels. */
    public int planes() {
        return planar ? channels : 1;
    }

    /** Number of neighbouring values per pixel within a plane. */
    public int step() {
        return planar ? 1 : channels;
    }
}
