package xai4j.gradient;

import xai4j.image.PreparedImage;
import xai4j.model.ImageLayout;

/** Where a channel's pixel lies in a model's input, whatever its layout. */
final class Planes {
    private Planes() {}

    /** Flat position of pixel {@code i} (row by row) of a channel. */
    static int position(PreparedImage image, int channel, int i) {
        return image.input().layout() == ImageLayout.NCHW
                ? channel * image.input().height() * image.input().width() + i
                : i * image.input().channels() + channel;
    }
}
