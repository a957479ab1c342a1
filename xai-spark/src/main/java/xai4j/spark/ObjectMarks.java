package xai4j.spark;

import java.awt.image.BufferedImage;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.data.PngMask;
import xai4j.image.Box;
import xai4j.tensor.XaiException;

/**
 * A column that says where the object is: boxes, or a mask drawn as a picture of the photograph's size.
 *
 * @param column its name
 * @param position of it in a row
 * @param boxes whether it holds boxes rather than masks
 */
record ObjectMarks(String column, int position, boolean boxes) implements Serializable {
    private static final List<String> SIDES = List.of("left", "top", "right", "bottom");

    /**
     * The column of a data frame.
     *
     * @throws IllegalArgumentException naming the column, if it is not there or its type holds neither boxes nor masks
     */
    static ObjectMarks of(String column, StructType schema) {
        if (!Arrays.asList(schema.fieldNames()).contains(column)) {
            throw new IllegalArgumentException("there is no column \"" + column + "\" of annotations; there are "
                    + String.join(", ", schema.fieldNames()));
        }
        DataType type = schema.apply(column).dataType();
        if (!type.equals(DataTypes.BinaryType) && !holdsBoxes(type)) {
            throw new IllegalArgumentException("column \"" + column + "\" is of type " + type.simpleString()
                    + "; annotations come as binary (a mask drawn as PNG) or as an array of boxes, struct<left,top,right,bottom> in"
                    + " pixels of the picture");
        }
        return new ObjectMarks(column, schema.fieldIndex(column), !type.equals(DataTypes.BinaryType));
    }

    private static boolean holdsBoxes(DataType type) {
        return type instanceof ArrayType array
                && array.elementType() instanceof StructType box
                && Set.of(box.fieldNames()).containsAll(SIDES);
    }

    /**
     * Where the object of a picture is; empty where nobody marked one.
     *
     * @throws XaiException naming the column, if the mask cannot be read or is of another size
     */
    Optional<TruthMask> read(Row row, BufferedImage picture) {
        if (row.isNullAt(position)) {
            return Optional.empty();
        }
        return boxes ? inBoxes(row.getList(position), picture) : Optional.of(drawn(row.getAs(position), picture));
    }

    private TruthMask drawn(byte[] png, BufferedImage picture) {
        TruthMask mask = PngMask.of(png, "of column \"" + column + "\"");
        if (mask.width() != picture.getWidth() || mask.height() != picture.getHeight()) {
            throw new XaiException("the mask of column \"" + column + "\" is of " + mask.width() + "×" + mask.height()
                    + " pixels and the picture has " + picture.getWidth() + "×" + picture.getHeight());
        }
        return mask;
    }

    private static Optional<TruthMask> inBoxes(List<Row> cells, BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        return cells.isEmpty()
                ? Optional.empty()
                : Optional.of(TruthMask.of(
                        width,
                        height,
                        cells.stream()
                                .flatMap(cell -> touched(cell, width, height).stream())
                                .toList()));
    }

    /** The pixels of a picture that a box touches, whose ends do not belong to it. */
    private static Optional<Box> touched(Row cell, int width, int height) {
        double[] sides = SIDES.stream()
                .mapToDouble(side -> cell.<Number>getAs(side).doubleValue())
                .toArray();
        double left = Math.max(0, Math.floor(sides[0]));
        double top = Math.max(0, Math.floor(sides[1]));
        double right = Math.min(width, Math.ceil(sides[2]));
        double bottom = Math.min(height, Math.ceil(sides[3]));
        return left < right && top < bottom
                ? Optional.of(new Box((int) top, (int) bottom, (int) left, (int) right))
                : Optional.empty();
    }
}
