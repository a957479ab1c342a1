package xai4j.model.detection;

import xai4j.model.Scores;

/** How the four numbers of a candidate become a box in the pixels of the model's input. */
@FunctionalInterface
public interface BoxCoding {
    /**
     * The box of a candidate.
     *
     * @param raw the raw outputs for one image
     * @param table where its four numbers lie
     */
    BoundingBox box(float[] raw, RawTable table, int candidate);

    /** Whether a box costs much more than a look at the scores, so that it is decoded only where these can matter. */
    default boolean isCostly() {
        return false;
    }

    /**
     * Left, top, right, bottom.
     *
     * @param scaleX pixels per unit across: 1 for pixels, the width for shares of the picture
     * @param scaleY pixels per unit down
     */
    static BoxCoding corners(double scaleX, double scaleY) {
        return (raw, table, c) -> new BoundingBox(
                raw[table.at(c, 0)] * scaleX,
                raw[table.at(c, 1)] * scaleY,
                raw[table.at(c, 2)] * scaleX,
                raw[table.at(c, 3)] * scaleY);
    }

    /** Top, left, bottom, right (TensorFlow), in units as for {@link #corners}. */
    static BoxCoding rowsFirst(double scaleX, double scaleY) {
        return (raw, table, c) -> new BoundingBox(
                raw[table.at(c, 1)] * scaleX,
                raw[table.at(c, 0)] * scaleY,
                raw[table.at(c, 3)] * scaleX,
                raw[table.at(c, 2)] * scaleY);
    }

    /** Centre, width and height, in units as for {@link #corners}. */
    static BoxCoding centre(double scaleX, double scaleY) {
        return (raw, table, c) -> around(
                raw[table.at(c, 0)] * scaleX,
                raw[table.at(c, 1)] * scaleY,
                raw[table.at(c, 2)] * scaleX,
                raw[table.at(c, 3)] * scaleY);
    }

    /**
     * Centre as a distance from the cell's upper left corner, extents as logarithms, both in units of the stride (YOLOX, YuNet).
     *
     * @param columns cells per row; candidates go row by row
     */
    static BoxCoding cells(int columns, double stride) {
        return (raw, table, c) -> around(
                (c % columns + raw[table.at(c, 0)]) * stride,
                (row(c, columns) + raw[table.at(c, 1)]) * stride,
                Math.exp(raw[table.at(c, 2)]) * stride,
                Math.exp(raw[table.at(c, 3)]) * stride);
    }

    /**
     * Centre as {@code tanh} of a distance from the cell's upper left corner in cells, extents as {@code sigmoid} shares of the picture
     * (FastestDet).
     */
    static BoxCoding squashedCells(int columns, int rows, double width, double height) {
        return (raw, table, c) -> around(
                (c % columns + Math.tanh(raw[table.at(c, 0)])) * width / columns,
                (row(c, columns) + Math.tanh(raw[table.at(c, 1)])) * height / rows,
                Scores.sigmoid(raw[table.at(c, 2)]) * width,
                Scores.sigmoid(raw[table.at(c, 3)]) * height);
    }

    /**
     * Centre as {@code sigmoid} within the cell, extents as exponentials times those of an anchor (YOLOv2, Azure Custom Vision); candidates go
     * anchor by anchor, and within an anchor row by row.
     *
     * @param anchors width and height of each anchor, in cells
     */
    static BoxCoding anchoredCells(int columns, int rows, double width, double height, double[][] anchors) {
        return (raw, table, c) -> {
            int cell = c % (columns * rows);
            double[] anchor = anchors[c / (columns * rows)];
            return around(
                    (cell % columns + Scores.sigmoid(raw[table.at(c, 0)])) * width / columns,
                    (row(cell, columns) + Scores.sigmoid(raw[table.at(c, 1)])) * height / rows,
                    Math.exp(raw[table.at(c, 2)]) * anchor[0] * width / columns,
                    Math.exp(raw[table.at(c, 3)]) * anchor[1] * height / rows);
        };
    }

    /**
     * Centre as {@code 2 sigmoid − 0.5} from the cell's corner in cells, extents as {@code (2 sigmoid)²} times those of an anchor (YOLOv5
     * before its last layer); candidates go anchor by anchor, and within an anchor row by row.
     *
     * @param anchors width and height of each anchor, in pixels
     */
    static BoxCoding doubledCells(int columns, int rows, double stride, double[][] anchors) {
        return (raw, table, c) -> {
            int cell = c % (columns * rows);
            double[] anchor = anchors[c / (columns * rows)];
            return around(
                    (cell % columns + 2 * Scores.sigmoid(raw[table.at(c, 0)]) - 0.5) * stride,
                    (row(cell, columns) + 2 * Scores.sigmoid(raw[table.at(c, 1)]) - 0.5) * stride,
                    square(2 * Scores.sigmoid(raw[table.at(c, 2)])) * anchor[0],
                    square(2 * Scores.sigmoid(raw[table.at(c, 3)])) * anchor[1]);
        };
    }

    /**
     * Distances from a point of the cell to the four edges, left, top, right, bottom, each the mean of a softmax over {@code bins} whole numbers of
     * strides (generalised focal loss: NanoDet, PicoDet).
     *
     * @param columns cells per row; candidates go row by row
     * @param centre where in the cell the point lies: 0 its upper left corner, 0.5 its middle
     */
    static BoxCoding distances(int columns, double stride, double centre, int bins) {
        return new DistributedDistances(columns, stride, centre, bins);
    }

    private static double square(double value) {
        return value * value;
    }

    /**
     * Offsets from prior boxes (SSD): {@code c = c₀ + v_c · Δ · s₀}, {@code s = s₀ · exp(v_s · Δ)}.
     *
     * @param priors per candidate centre, width and height, as shares of the picture
     */
    static BoxCoding priors(float[][] priors, double centreVariance, double sizeVariance, double width, double height) {
        return (raw, table, c) -> around(
                (priors[c][0] + centreVariance * raw[table.at(c, 0)] * priors[c][2]) * width,
                (priors[c][1] + centreVariance * raw[table.at(c, 1)] * priors[c][3]) * height,
                priors[c][2] * Math.exp(sizeVariance * raw[table.at(c, 2)]) * width,
                priors[c][3] * Math.exp(sizeVariance * raw[table.at(c, 3)]) * height);
    }

    private static BoundingBox around(double x, double y, double width, double height) {
        return new BoundingBox(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
    }

    private static int row(int cell, int columns) {
        return cell / columns;
    }
}
