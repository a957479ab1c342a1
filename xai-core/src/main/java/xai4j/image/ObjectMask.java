package xai4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import xai4j.io.FileErrors;

/**
 * Which part of a picture shows the object. As a file it is a picture in which the background is zero: index 0 of a palette, or black.
 *
 * <p>Its size may be another than the photograph's; places are shares of it.
 */
public final class ObjectMask {
    private final int width;
    private final int height;
    private final BitSet object;

    private ObjectMask(int width, int height, BitSet object) {
        this.width = width;
        this.height = height;
        this.object = object;
    }

    /**
     * A mask of given cells.
     *
     * @param object row by row, a bit per cell
     */
    public static ObjectMask of(int width, int height, BitSet object) {
        if (width < 1 || height < 1 || object.length() > width * height) {
            throw new IllegalArgumentException("no mask of " + width + "×" + height + " cells");
        }
        return new ObjectMask(width, height, (BitSet) object.clone());
    }

    /** A box of a photograph, in its pixels; what lies outside the photograph is cut off. */
    public static ObjectMask ofBox(double left, double top, double right, double bottom, int width, int height) {
        BitSet object = new BitSet();
        for (int y = (int) Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++) {
            for (int x = (int) Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x++) {
                object.set(y * width + x);
            }
        }
        return new ObjectMask(width, height, object);
    }

    /**
     * Reads a mask.
     *
     * @return empty if there is no such file
     * @throws ImageException naming the file, if it is damaged or too large
     */
    public static Optional<ObjectMask> read(Path path) {
        try {
            ImageBudget budget = ImageBudget.defaults();
            budget.requireFile(Files.size(path), path.toString());
            ImageFile file = ImageFile.of(Files.readAllBytes(path), path.toString());
            budget.require(file.cost(), path.toString());
            return Optional.of(of(decode(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ImageException(
                    "mask " + path + " cannot be read: "
                            + (e instanceof IOException io ? FileErrors.reason(io) : "its parts do not fit together"),
                    e);
        }
    }

    private static BufferedImage decode(ImageFile file) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(
                new ByteArrayInputStream(file.pixels().array()))) {
            ImageReader reader = file.format().reader();
            try {
                reader.setInput(in, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The pixels that are not zero. */
    static ObjectMask of(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        boolean palette = picture.getColorModel() instanceof IndexColorModel;
        Raster raster = picture.getRaster();
        BitSet object = new BitSet();
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            if (palette ? raster.getSample(x, y, 0) != 0 : (picture.getRGB(x, y) & 0xFFFFFF) != 0) {
                object.set(i);
            }
        }
        return new ObjectMask(width, height, object);
    }

    /** Whether the object is at a place, both axes 0…1; outside the picture it is not. */
    public boolean at(double x, double y) {
        int column = (int) Math.floor(x * width);
        int row = (int) Math.floor(y * height);
        return column >= 0 && row >= 0 && column < width && row < height && object.get(row * width + column);
    }

    /**
     * The pixels of a picture whose centres lie on the object, as {@link #at} says of each.
     *
     * @return a bit per pixel, row by row
     */
    public BitSet pixels(int pictureWidth, int pictureHeight) {
        int[] columns = new int[pictureWidth];
        for (int x = 0; x < pictureWidth; x++) {
            columns[x] = (int) Math.floor((x + 0.5) / pictureWidth * width);
        }
        BitSet pixels = new BitSet(pictureWidth * pictureHeight);
        for (int y = 0; y < pictureHeight; y++) {
            int row = (int) Math.floor((y + 0.5) / pictureHeight * height) * width;
            for (int x = 0; x < pictureWidth; x++) {
                if (object.get(row + columns[x])) {
                    pixels.set(y * pictureWidth + x);
                }
            }
        }
        return pixels;
    }

    /** The share of the picture that the object covers, 0…1. */
    public double area() {
        return (double) object.cardinality() / ((double) width * height);
    }

    /** The smallest box around the object as shares of the picture: left, top, right, bottom; empty where there is no object. */
    public Optional<double[]> box() {
        if (object.isEmpty()) {
            return Optional.empty();
        }
        int left = width;
        int right = 0;
        for (int i = object.nextSetBit(0); i >= 0; i = object.nextSetBit(i + 1)) {
            left = Math.min(left, i % width);
            right = Math.max(right, i % width + 1);
        }
        int first = object.nextSetBit(0) / width;
        int last = (object.length() - 1) / width + 1;
        return Optional.of(new double[] {
            (double) left / width, (double) first / height, (double) right / width, (double) last / height
        });
    }
}
