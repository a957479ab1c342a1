package xai4j.visualize.transformation;

import xai4j.numeric.Parallel;

/**
 * Turns, scales and shifts a picture about its centre, bilinearly; what comes from outside is mid-grey.
 *
 * @param height rows
 * @param width columns
 * @param angle counter-clockwise, in radians
 * @param scale above one enlarges
 * @param shiftX to the right, in pixels
 * @param shiftY downwards, in pixels
 */
public record AffineTransformation(int height, int width, double angle, double scale, double shiftX, double shiftY)
        implements Transformation {
    private static final float FILL = 0.5f;

    @Override
    public float[] apply(float[] rgb) {
        float[] result = new float[rgb.length];
        Parallel.bands(
                height,
                (from, to) -> sweep(
                        from,
                        to,
                        (at, row, left, right) -> applyAmid(rgb, result, at, row, left, right),
                        (at, position) -> applyAtBorder(rgb, result, at, position)));
        return result;
    }

    /** Pixels of a row of the result, all of which lie between four pixels. */
    private interface Amid {
        void pixels(Sampler at, int row, int from, int to);
    }

    /** A pixel of the result that may lie at the border, to which the sampler has gone. */
    private interface AtBorder {
        void pixel(Sampler at, int position);
    }

    private void sweep(int fromRow, int toRow, Amid amid, AtBorder atBorder) {
        Sampler at = new Sampler();
        for (int y = fromRow; y < toRow; y++) {
            at.row(y);
            int from = at.amidFrom();
            int to = at.amidTo(from);
            amid.pixels(at, y * width, from, to);
            for (int x = from == 0 ? to : 0; x < width; x = x + 1 == from ? to : x + 1) {
                at.column(x);
                atBorder.pixel(at, y * width + x);
            }
        }
    }

    private void applyAmid(float[] rgb, float[] result, Sampler at, int row, int from, int to) {
        int area = height * width;
        double originX = at.originX;
        double originY = at.originY;
        double stepX = at.cos;
        double stepY = at.sin;
        for (int x = from; x < to; x++) {
            double sourceX = originX + stepX * x;
            double sourceY = originY + stepY * x;
            int left = (int) sourceX;
            int top = (int) sourceY;
            float partX = (float) (sourceX - left);
            float partY = (float) (sourceY - top);
            for (int c = 0, above = top * width + left; c < 3; c++, above += area) {
                float upper = rgb[above] + partX * (rgb[above + 1] - rgb[above]);
                float lower = rgb[above + width] + partX * (rgb[above + width + 1] - rgb[above + width]);
                result[c * area + row + x] = upper + partY * (lower - upper);
            }
        }
    }

    private void applyAtBorder(float[] rgb, float[] result, Sampler at, int position) {
        int area = height * width;
        for (int c = 0, plane = 0; c < 3; c++, plane += area) {
            result[plane + position] = FILL * at.outside
                    + at.weight00 * rgb[plane + at.at00]
                    + at.weight01 * rgb[plane + at.at01]
                    + at.weight10 * rgb[plane + at.at10]
                    + at.weight11 * rgb[plane + at.at11];
        }
    }

    @Override
    public float[] transpose(float[] gradient) {
        return Parallel.sum(
                height,
                gradient.length,
                (from, to, result) -> sweep(
                        from,
                        to,
                        (at, row, left, right) -> transposeAmid(gradient, result, at, row, left, right),
                        (at, position) -> transposeAtBorder(gradient, result, at, position)));
    }

    private void transposeAmid(float[] gradient, float[] result, Sampler at, int row, int from, int to) {
        int area = height * width;
        double originX = at.originX;
        double originY = at.originY;
        double stepX = at.cos;
        double stepY = at.sin;
        for (int x = from; x < to; x++) {
            double sourceX = originX + stepX * x;
            double sourceY = originY + stepY * x;
            int left = (int) sourceX;
            int top = (int) sourceY;
            float partX = (float) (sourceX - left);
            float partY = (float) (sourceY - top);
            for (int c = 0, above = top * width + left; c < 3; c++, above += area) {
                float slope = gradient[c * area + row + x];
                float lower = partY * slope;
                float upper = slope - lower;
                result[above] += upper - partX * upper;
                result[above + 1] += partX * upper;
                result[above + width] += lower - partX * lower;
                result[above + width + 1] += partX * lower;
            }
        }
    }

    private void transposeAtBorder(float[] gradient, float[] result, Sampler at, int position) {
        int area = height * width;
        for (int c = 0, plane = 0; c < 3; c++, plane += area) {
            float slope = gradient[plane + position];
            result[plane + at.at00] += at.weight00 * slope;
            result[plane + at.at01] += at.weight01 * slope;
            result[plane + at.at10] += at.weight10 * slope;
            result[plane + at.at11] += at.weight11 * slope;
        }
    }

    /** The four pixels between which a pixel of the result lies, and their shares; those outside have none. */
    private final class Sampler {
        private final double cos = Math.cos(angle) / scale;
        private final double sin = Math.sin(angle) / scale;
        private double originX;
        private double originY;
        private int at00;
        private int at01;
        private int at10;
        private int at11;
        private float weight00;
        private float weight01;
        private float weight10;
        private float weight11;
        private float outside;

        /** Goes to a row of the result; its first pixel is sampled at the origin. */
        void row(int y) {
            double dx = -(width - 1) / 2.0 - shiftX;
            double dy = y - (height - 1) / 2.0 - shiftY;
            originX = (width - 1) / 2.0 + cos * dx - sin * dy;
            originY = (height - 1) / 2.0 + sin * dx + cos * dy;
        }

        /** The first pixel of the row that lies between four pixels; the width, if none does. */
        int amidFrom() {
            int x = 0;
            while (x < width && !isAmid(x)) {
                x++;
            }
            return x;
        }

        /** One more than the last pixel that lies between four pixels: those that do are neighbours. */
        int amidTo(int from) {
            int x = width;
            while (x > from && !isAmid(x - 1)) {
                x--;
            }
            return x;
        }

        private boolean isAmid(int x) {
            double sourceX = originX + cos * x;
            double sourceY = originY + sin * x;
            return sourceX >= 0 && sourceX < width - 1 && sourceY >= 0 && sourceY < height - 1;
        }

        void column(int x) {
            double sourceX = originX + cos * x;
            double sourceY = originY + sin * x;
            int left = (int) Math.floor(sourceX);
            int top = (int) Math.floor(sourceY);
            float partX = (float) (sourceX - left);
            float partY = (float) (sourceY - top);
            float right = inside(left + 1, width) * partX;
            float middle = inside(left, width) * (1 - partX);
            float below = inside(top + 1, height) * partY;
            float above = inside(top, height) * (1 - partY);
            int column0 = clamped(left, width);
            int column1 = clamped(left + 1, width);
            int row0 = clamped(top, height) * width;
            int row1 = clamped(top + 1, height) * width;
            at00 = row0 + column0;
            at01 = row0 + column1;
            at10 = row1 + column0;
            at11 = row1 + column1;
            weight00 = above * middle;
            weight01 = above * right;
            weight10 = below * middle;
            weight11 = below * right;
            outside = 1 - weight00 - weight01 - weight10 - weight11;
        }

        private static float inside(int i, int size) {
            return i >= 0 && i < size ? 1 : 0;
        }

        private static int clamped(int i, int size) {
            return Math.max(0, Math.min(size - 1, i));
        }
    }
}
