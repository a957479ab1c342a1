package xai4j.visualize;

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
record AffineTransformation(int height, int width, double angle, double scale, double shiftX, double shiftY)
        implements Transformation {
    private static final float FILL = 0.5f;

    @Override
    public float[] apply(float[] rgb) {
        float[] result = new float[rgb.length];
        Bands.run(height, (from, to) -> apply(rgb, result, from, to));
        return result;
    }

    private void apply(float[] rgb, float[] result, int fromRow, int toRow) {
        int area = height * width;
        Sampler at = new Sampler();
        for (int y = fromRow; y < toRow; y++) {
            at.row(y);
            for (int x = 0; x < width; x++) {
                at.column(x);
                int to = y * width + x;
                float outside = FILL * at.outside;
                for (int c = 0, plane = 0; c < 3; c++, plane += area) {
                    result[plane + to] = outside
                            + at.weight00 * rgb[plane + at.at00]
                            + at.weight01 * rgb[plane + at.at01]
                            + at.weight10 * rgb[plane + at.at10]
                            + at.weight11 * rgb[plane + at.at11];
                }
            }
        }
    }

    @Override
    public float[] transpose(float[] gradient) {
        return Bands.sum(height, gradient.length, (from, to, result) -> transpose(gradient, result, from, to));
    }

    private void transpose(float[] gradient, float[] result, int fromRow, int toRow) {
        int area = height * width;
        Sampler at = new Sampler();
        for (int y = fromRow; y < toRow; y++) {
            at.row(y);
            for (int x = 0; x < width; x++) {
                at.column(x);
                int from = y * width + x;
                for (int c = 0, plane = 0; c < 3; c++, plane += area) {
                    float slope = gradient[plane + from];
                    result[plane + at.at00] += at.weight00 * slope;
                    result[plane + at.at01] += at.weight01 * slope;
                    result[plane + at.at10] += at.weight10 * slope;
                    result[plane + at.at11] += at.weight11 * slope;
                }
            }
        }
    }

    /** The four pixels between which a pixel of the result lies, and their shares; those outside have none. */
    private final class Sampler {
        private final double cos = Math.cos(angle) / scale;
        private final double sin = Math.sin(angle) / scale;
        private double rowX;
        private double rowY;
        private int at00;
        private int at01;
        private int at10;
        private int at11;
        private float weight00;
        private float weight01;
        private float weight10;
        private float weight11;
        private float outside;

        void row(int y) {
            double dy = y - (height - 1) / 2.0 - shiftY;
            rowX = (width - 1) / 2.0 - sin * dy;
            rowY = (height - 1) / 2.0 + cos * dy;
        }

        void column(int x) {
            double dx = x - (width - 1) / 2.0 - shiftX;
            double sourceX = rowX + cos * dx;
            double sourceY = rowY + sin * dx;
            if (sourceX >= 0 && sourceX < width - 1 && sourceY >= 0 && sourceY < height - 1) {
                amid(sourceX, sourceY);
            } else {
                atBorder(sourceX, sourceY);
            }
        }

        private void amid(double sourceX, double sourceY) {
            int left = (int) sourceX;
            int top = (int) sourceY;
            float partX = (float) (sourceX - left);
            float partY = (float) (sourceY - top);
            at00 = top * width + left;
            at01 = at00 + 1;
            at10 = at00 + width;
            at11 = at10 + 1;
            weight11 = partX * partY;
            weight01 = partX - weight11;
            weight10 = partY - weight11;
            weight00 = 1 - partX - weight10;
            outside = 0;
        }

        private void atBorder(double sourceX, double sourceY) {
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
