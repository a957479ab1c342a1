package xai4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Optional;

/** Finds 10, 12 or 14 bits that lie in 16 without having been stretched: microscopes and scanners write them, and they look black. */
final class UnusedBits {
    /** Below a quarter of the range the two highest bits are unused. */
    private static final int BRIGHT = 1 << 14;

    private UnusedBits() {}

    /** A warning about a decoded picture, if one is due. */
    static Optional<String> warning(BufferedImage decoded) {
        Raster raster = decoded.getRaster();
        if (raster.getTransferType() != DataBuffer.TYPE_USHORT
                || decoded.getColorModel().getComponentSize(0) != 16) {
            return Optional.empty();
        }
        int largest = largest(raster, decoded.getColorModel().getNumColorComponents());
        if (largest == 0 || largest >= BRIGHT) {
            return Optional.empty();
        }
        return Optional.of(
                "the largest of its 16-bit values is " + largest
                        + ", so it looks nearly black; if 10, 12 or 14 bits lie in 16 here, stretch them first (12 bits: times 16)");
    }

    private static int largest(Raster raster, int colors) {
        int[] row = new int[raster.getWidth()];
        int largest = 0;
        for (int band = 0; band < colors; band++) {
            for (int y = 0; y < raster.getHeight() && largest < BRIGHT; y++) {
                for (int value : raster.getSamples(0, y, row.length, 1, band, row)) {
                    largest = Math.max(largest, value);
                }
            }
        }
        return largest;
    }
}
