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
    private static final double FILL = 0.5;

    @Override
    public double[] apply(double[] rgb) {
        double[] result = new double[rgb.length];
        java.util.Arrays.fill(result, FILL);
        visit((to, from, weight) -> {
            for (int c = 0; c < 3; c++) {
                result[c * height * width + to] += weight * (rgb[c * height * width + from] - FILL);
            }
        });
        return result;
    }

    @Override
    public double[] transpose(double[] gradient) {
        double[] result = new double[gradient.length];
        visit((to, from, weight) -> {
            for (int c = 0; c < 3; c++) {
                result[c * height * width + from] += weight * gradient[c * height * width + to];
            }
        });
        return result;
    }

    /** A pixel of the result, a pixel of the source and its share. */
    @FunctionalInterface
    private interface Share {
        void take(int to, int from, double weight);
    }

    private void visit(Share share) {
        double cos = Math.cos(angle) / scale;
        double sin = Math.sin(angle) / scale;
        double centreX = (width - 1) / 2.0;
        double centreY = (height - 1) / 2.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x - centreX - shiftX;
                double dy = y - centreY - shiftY;
                double sourceX = centreX + cos * dx - sin * dy;
                double sourceY = centreY + sin * dx + cos * dy;
                int left = (int) Math.floor(sourceX);
                int top = (int) Math.floor(sourceY);
                double partX = sourceX - left;
                double partY = sourceY - top;
                give(share, y * width + x, left, top, (1 - partX) * (1 - partY));
                give(share, y * width + x, left + 1, top, partX * (1 - partY));
                give(share, y * width + x, left, top + 1, (1 - partX) * partY);
                give(share, y * width + x, left + 1, top + 1, partX * partY);
            }
        }
    }

    private void give(Share share, int to, int x, int y, double weight) {
        if (weight > 0 && x >= 0 && y >= 0 && x < width && y < height) {
            share.take(to, y * width + x, weight);
        }
    }
}
