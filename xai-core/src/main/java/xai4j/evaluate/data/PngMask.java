package xai4j.evaluate.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import xai4j.evaluate.TruthMask;
import xai4j.image.ImageBudget;
import xai4j.image.Images;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** A mask drawn as a PNG: what is not black, or of a palette not the first colour, belongs to the object. */
public final class PngMask {
    private PngMask() {}

    /**
     * Reads a mask.
     *
     * @throws XaiException if it cannot be read
     */
    static TruthMask read(Path file) {
        try {
            return of(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new XaiException("cannot read the mask " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /**
     * Reads the bytes of a mask.
     *
     * @param name how messages call it
     * @throws XaiException if they are no picture, or a damaged or too large one
     */
    public static TruthMask of(byte[] file, String name) {
        Images.read(file, name, ImageBudget.defaults()); // refuses what is no picture or too large
        try {
            return drawn(ImageIO.read(new ByteArrayInputStream(file)));
        } catch (IOException e) {
            throw new XaiException("cannot read the mask " + name + ": " + FileErrors.reason(e), e);
        }
    }

    private static TruthMask drawn(BufferedImage picture) {
        Raster raster = picture.getRaster();
        int bands = Math.min(raster.getNumBands(), picture.getColorModel().getNumColorComponents());
        int looked = raster.getNumBands() == 1 ? 1 : bands;
        return TruthMask.of(picture.getWidth(), picture.getHeight(), (x, y) -> {
            for (int band = 0; band < looked; band++) {
                if (raster.getSample(x, y, band) != 0) {
                    return true;
                }
            }
            return false;
        });
    }
}
