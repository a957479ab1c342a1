package xai4j.image;

import java.awt.image.BufferedImage;

/** How a camera was held, as EXIF's orientation tag 1…8 says. */
final class Orientation {
    private static final int TAG = 274;
    private static final int UPRIGHT = 1;

    private final int tag;

    private Orientation(int tag) {
        this.tag = tag;
    }

    static Orientation of(ImageFile file) {
        return new Orientation(file.orientation());
    }

    /** The tag of an EXIF block; a block without one, or a damaged one, is upright. */
    static int tag(Bytes exif) {
        try {
            long tag = TiffDirectory.first(exif).first(TAG, UPRIGHT);
            return tag < UPRIGHT || tag > 8 ? UPRIGHT : (int) tag;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return UPRIGHT;
        }
    }

    /** Turns and mirrors so that the picture stands upright. */
    BufferedImage apply(BufferedImage rgb) {
        if (tag == UPRIGHT) {
            return rgb;
        }
        int width = rgb.getWidth();
        int height = rgb.getHeight();
        boolean turned = tag >= 5;
        BufferedImage upright =
                new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        int[] from = Rasters.pixels(rgb);
        int[] to = Rasters.pixels(upright);
        for (int y = 0; y < upright.getHeight(); y++) {
            for (int x = 0; x < upright.getWidth(); x++) {
                to[y * upright.getWidth() + x] = from[source(x, y, width, height)];
            }
        }
        return upright;
    }

    private int source(int x, int y, int width, int height) {
        int column =
                switch (tag) {
                    case 2, 3 -> width - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> width - 1 - y;
                };
        int row =
                switch (tag) {
                    case 2 -> y;
                    case 3, 4 -> height - 1 - y;
                    case 5, 8 -> x;
                    default -> height - 1 - x;
                };
        return row * width + column;
    }
}
