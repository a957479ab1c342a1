package xai4j.evaluate.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import xai4j.evaluate.TruthMask;
import xai4j.image.Images;
import xai4j.tensor.XaiException;

/** A mask drawn as a PNG: what is not black, or of a palette not the first colour, belongs to the object. */
final class PngMask {
    private PngMask() {}

    /**
     * Reads a mask.
     *
     * @param outside the value of pixels that do not belong to the object
     * @throws XaiException if it cannot be read
     */
    static TruthMask read(Path file, int outside) {
        Images.read(file); // refuses what is no picture or too large
        try {
            BufferedImage picture = ImageIO.read(file.toFile());
            Raster raster = picture.getRaster();
            int bands = Math.min(raster.getNumBands(), picture.getColorModel().getNumColorComponents());
            int looked = raster.getNumBands() == 1 ? 1 : bands;
            return TruthMask.of(picture.getWidth(), picture.getHeight(), (x, y) -> {
                for (int band = 0; band < looked; band++) {
                    if (raster.getSample(x, y, band) != outside) {
                        return true;
                    }
                }
                return false;
            });
        } catch (IOException e) {
            throw new XaiException("cannot read the mask " + file + ": " + e.getMessage(), e);
        }
    }
}
