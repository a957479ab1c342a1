package xai4j.evaluate;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.io.Npy;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Where the object is: the pixels that belong to it. Immutable. */
public final class TruthMask {
    private final int width;
    private final int height;
    private final BitSet inside;

    private TruthMask(int width, int height, BitSet inside) {
        this.width = width;
        this.height = height;
        this.inside = inside;
    }

    /** Whether a point of the photograph belongs to the object. */
    @FunctionalInterface
    public interface Place {
        /** The answer for a pixel. */
        boolean holds(int x, int y);
    }

    /** The pixels for which a rule holds. */
    public static TruthMask of(int width, int height, Place place) {
        BitSet inside = new BitSet(width * height);
        for (int i = 0; i < width * height; i++) {
            inside.set(i, place.holds(i % width, i / width));
        }
        return new TruthMask(width, height, inside);
    }

    /** The pixels of a box. */
    public static TruthMask of(int width, int height, Box box) {
        return of(width, height, List.of(box));
    }

    /** The pixels of all boxes together; what lies outside is cut off. */
    public static TruthMask of(int width, int height, List<Box> boxes) {
        BitSet inside = new BitSet(width * height);
        for (Box box : boxes) {
            int right = Math.min(box.right(), width);
            int left = Math.min(box.left(), right);
            for (int y = box.top(); y < Math.min(box.bottom(), height); y++) {
                inside.set(y * width + left, y * width + right);
            }
        }
        return new TruthMask(width, height, inside);
    }

    /**
     * A mask {@code [H, W]} or {@code [1, H, W]} from a file of integers, booleans or floats; what is above zero belongs to the object.
     *
     * @throws xai4j.tensor.XaiException if the file cannot be read
     */
    public static TruthMask read(Path path) {
        Tensor values = Npy.readFinite(path);
        Shape shape = values.shape();
        int extra = shape.rank() - 2;
        boolean flat = extra >= 0 && IntStream.range(0, extra).allMatch(axis -> shape.dim(axis) == 1);
        if (!flat) {
            throw new XaiException(path + " holds " + shape + "; a mask is [H,W]");
        }
        int across = shape.dim(-1);
        return of(across, shape.dim(-2), (x, y) -> values.at(y * across + x) > 0);
    }

    /**
     * This mask of a photograph in the pixels of a model's input: a pixel belongs to the object if the photograph's pixel under its centre
     * does.
     */
    public TruthMask onInput(PixelMapping mapping, int inputWidth, int inputHeight) {
        Place place = place();
        return of(inputWidth, inputHeight, (x, y) -> {
            int column = (int) Math.floor(mapping.photoX(x + 0.5));
            int row = (int) Math.floor(mapping.photoY(y + 0.5));
            return place.holds(column, row);
        });
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Whether a pixel, counted row by row, belongs to the object. */
    public boolean holds(int pixel) {
        return inside.get(pixel);
    }

    /** The object as a place of any plane of pixels; beyond the mask nothing belongs to it. */
    public Place place() {
        return (x, y) -> x >= 0 && y >= 0 && x < width && y < height && holds(y * width + x);
    }

    /** Number of pixels of the object. */
    public int area() {
        return inside.cardinality();
    }

    /**
     * Passes on if the mask has this size.
     *
     * @throws IllegalArgumentException naming both sizes
     */
    void requireSize(int wantedWidth, int wantedHeight) {
        if (width != wantedWidth || height != wantedHeight) {
            throw new IllegalArgumentException(
                    "the mask has " + width + "×" + height + " pixels, the image " + wantedWidth + "×" + wantedHeight);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TruthMask that
                && width == that.width
                && height == that.height
                && inside.equals(that.inside);
    }

    @Override
    public int hashCode() {
        return Objects.hash(width, height, inside);
    }

    @Override
    public String toString() {
        return "mask of " + width + "×" + height + " pixels, " + area() + " of them inside";
    }
}
