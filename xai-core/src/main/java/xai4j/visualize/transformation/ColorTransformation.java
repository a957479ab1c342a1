package xai4j.visualize.transformation;

/**
 * Changes brightness, saturation and hue pixel by pixel and contrast about the mean grey.
 *
 * <p>The hue is turned in the plane of equal luma (YIQ), which is linear; for the small turns used here it equals turning it in
 * HSV.
 */
public final class ColorTransformation implements Transformation {
    private static final double[] LUMA = {0.299, 0.587, 0.114};
    private static final double[][] TO_YIQ = {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}};
    private static final double[][] FROM_YIQ = {{1, 0.956, 0.621}, {1, -0.272, -0.647}, {1, -1.106, 1.703}};

    private final double contrast;
    private final double[][] matrix;

    /**
     * Makes a transformation.
     *
     * @param brightness factor on everything
     * @param contrast factor on the difference from the mean grey
     * @param saturation factor on the difference from each pixel's own grey
     * @param hue turn of the colour circle, as a share of it
     */
    public ColorTransformation(double brightness, double contrast, double saturation, double hue) {
        this.contrast = contrast;
        double[][] turned = product(FROM_YIQ, product(turn(2 * Math.PI * hue), TO_YIQ));
        double[][] saturated = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                saturated[i][j] = brightness * ((i == j ? saturation : 0) + (1 - saturation) * LUMA[j]);
            }
        }
        this.matrix = hue == 0 ? saturated : product(saturated, turned);
    }

    private static double[][] turn(double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        return new double[][] {{1, 0, 0}, {0, cos, -sin}, {0, sin, cos}};
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    result[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return result;
    }

    @Override
    public float[] apply(float[] rgb) {
        int area = rgb.length / 3;
        float[] mixed = new float[rgb.length];
        double grey = 0;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < area; i++) {
                double value = matrix[c][0] * rgb[i] + matrix[c][1] * rgb[area + i] + matrix[c][2] * rgb[2 * area + i];
                mixed[c * area + i] = (float) value;
                grey += LUMA[c] * value / area;
            }
        }
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (contrast * mixed[i] + (1 - contrast) * grey);
        }
        return mixed;
    }

    @Override
    public float[] transpose(float[] gradient) {
        int area = gradient.length / 3;
        double sum = 0;
        for (double value : gradient) {
            sum += value;
        }
        float[] result = new float[gradient.length];
        for (int c = 0; c < 3; c++) {
            double shared = (1 - contrast) * sum * LUMA[c] / area;
            for (int i = 0; i < area; i++) {
                double value = contrast * gradient[c * area + i] + shared;
                result[i] += (float) (matrix[c][0] * value);
                result[area + i] += (float) (matrix[c][1] * value);
                result[2 * area + i] += (float) (matrix[c][2] * value);
            }
        }
        return result;
    }
}
