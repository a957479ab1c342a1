package xai4j.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** How a camera was held, as EXIF's orientation tag 1…8 says. */
final class Orientation {
    private final int tag;

    private Orientation(int tag) {
        this.tag = tag;
    }

    /** Reads the tag; a file without one, or with unreadable metadata, is upright. */
    static Orientation of(byte[] file) {
        try {
            Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length);
            ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer tag = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return new Orientation(tag == null || tag < 1 || tag > 8 ? 1 : tag);
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            return new Orientation(1);
        }
    }

    /** Turns and mirrors so that the picture stands upright. */
    BufferedImage apply(BufferedImage rgb) {
        if (tag == 1) {
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
