package xai4j.attribution;

import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;

/** Where a channel's pixel lies in a model's input, whatever its layout. */
public final class ChannelPositions {
    private ChannelPositions() {}

    /** Flat position of pixel {@code i} (row by row) of a channel. */
    public static int position(PreparedImage image, int channel, int i) {
        return image.input().layout() == ImageLayout.NCHW
                ? channel * image.input().height() * image.input().width() + i
                : i * image.input().channels() + channel;
    }
}
