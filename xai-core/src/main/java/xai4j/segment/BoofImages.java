package xai4j.segment;

import boofcv.struct.image.GrayU8;
import boofcv.struct.image.Planar;
import java.awt.image.BufferedImage;

/** Images in BoofCV's form. */
final class BoofImages {
    private BoofImages() {}

    /** Red, green and blue as three bands. */
    static Planar<GrayU8> bands(BufferedImage image) {
        Planar<GrayU8> bands = new Planar<>(GrayU8.class, image.getWidth(), image.getHeight(), 3);
        int[] pixels = pixels(image);
        for (int i = 0; i < pixels.length; i++) {
            for (int band = 0; band < 3; band++) {
                bands.getBand(band).data[i] = (byte) (pixels[i] >> 16 - 8 * band);
            }
        }
        return bands;
    }

    /** ITU-R 601 luma. */
    static GrayU8 grey(BufferedImage image) {
        GrayU8 grey = new GrayU8(image.getWidth(), image.getHeight());
        int[] pixels = pixels(image);
        for (int i = 0; i < pixels.length; i++) {
            int rgb = pixels[i];
            grey.data[i] =
                    (byte) Math.rint(0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF));
        }
        return grey;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
