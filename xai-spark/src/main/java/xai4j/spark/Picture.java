package xai4j.spark;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import xai4j.evaluate.TruthMask;
import xai4j.image.ImageBudget;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.io.FileErrors;
import xai4j.io.Sha256;

/**
 * One cell of a column of pictures.
 *
 * @param image the picture
 * @param hash gives the SHA-256 of its bytes as they came, which only what is drawn at random asks for
 * @param truth where its object is, where a column says so
 */
record Picture(BufferedImage image, Supplier<String> hash, Optional<TruthMask> truth) {
    private static final int BLUE = 0;
    private static final int GREEN = 1;
    private static final int RED = 2;

    private Picture(BufferedImage image, byte[] bytes) {
        this(image, () -> Sha256.of(bytes), Optional.empty());
    }

    /** SHA-256 of its bytes, in hexadecimal. */
    String sha256() {
        return hash.get();
    }

    /** The same with what is known of its object. */
    Picture withTruth(Optional<TruthMask> mask) {
        return new Picture(image, hash, mask);
    }

    /** The ways in which a column can hold pictures. */
    enum Form {
        /** Bytes of files, as the source {@code binaryFile} calls them {@code content}. */
        BYTES,
        /** Spark's own {@code image} struct: rows of BGR, BGRA or grey. */
        STRUCT,
        /** Paths or addresses that Hadoop's file systems know. */
        PATH;

        /**
         * The form of a column by its type.
         *
         * @throws IllegalArgumentException naming the column, if its type holds no pictures
         */
        static Form of(String column, DataType type) {
            if (type.equals(DataTypes.BinaryType)) {
                return BYTES;
            }
            if (type.equals(DataTypes.StringType)) {
                return PATH;
            }
            if (type instanceof StructType struct && Set.of(struct.fieldNames()).containsAll(IMAGE)) {
                return STRUCT;
            }
            throw new IllegalArgumentException("column \"" + column + "\" is of type " + type.simpleString()
                    + "; pictures come as binary (files' content), string (paths) or Spark's image struct");
        }

        private static final List<String> IMAGE = List.of("height", "width", "nChannels", "mode", "data");
    }

    /**
     * Reads a cell.
     *
     * @throws ImageException if it is no picture, or costs more than the budget allows
     */
    static Picture read(Object cell, Form form, ImageBudget budget) {
        return switch (form) {
            case BYTES -> ofBytes((byte[]) cell, "of " + ((byte[]) cell).length + " bytes", budget);
            case PATH -> ofBytes(load((String) cell, budget), (String) cell, budget);
            case STRUCT -> ofStruct((Row) cell, budget);
        };
    }

    private static Picture ofBytes(byte[] bytes, String name, ImageBudget budget) {
        return new Picture(Images.read(bytes, name, budget), bytes);
    }

    private static byte[] load(String name, ImageBudget budget) {
        Path path = new Path(name);
        try {
            FileSystem files = path.getFileSystem(SparkHadoopUtil.get().conf());
            long length = files.getFileStatus(path).getLen();
            if (length > budget.fileBytes()) {
                throw new ImageException("image " + name + " is a file of " + (length >> 20) + " MB, the limit is "
                        + (budget.fileBytes() >> 20) + " MB");
            }
            try (FSDataInputStream in = files.open(path)) {
                return in.readAllBytes();
            }
        } catch (ImageException e) {
            throw e;
        } catch (FileNotFoundException e) {
            throw new ImageException("there is no image at " + name, e);
        } catch (IOException e) {
            throw new ImageException("image " + name + " cannot be read: " + FileErrors.reason(e), e);
        } catch (RuntimeException e) {
            throw new ImageException("image " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Picture ofStruct(Row row, ImageBudget budget) {
        int height = row.getInt(row.fieldIndex("height"));
        int width = row.getInt(row.fieldIndex("width"));
        int channels = row.getInt(row.fieldIndex("nChannels"));
        byte[] data = row.getAs("data");
        if (height < 1
                || width < 1
                || data.length != (long) height * width * channels
                || channels < 1
                || channels > 4) {
            throw new ImageException("the image struct says " + width + "×" + height + " with " + channels
                    + " channels and holds " + data.length + " bytes");
        }
        if ((long) height * width > budget.pixels()) {
            throw new ImageException(
                    "the image struct holds " + width + "×" + height + " pixels, the limit is " + budget.pixels());
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colour(data, (y * width + x) * channels, channels));
            }
        }
        return new Picture(image, data);
    }

    private static int colour(byte[] data, int at, int channels) {
        boolean grey = channels < 3;
        int red = data[at + (grey ? 0 : RED)] & 0xFF;
        int green = data[at + (grey ? 0 : GREEN)] & 0xFF;
        int blue = data[at + BLUE] & 0xFF;
        return red << 16 | green << 8 | blue;
    }
}
