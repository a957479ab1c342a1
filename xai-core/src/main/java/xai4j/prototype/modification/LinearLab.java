package xai4j.prototype.modification;

/**
 * CIE L*a*b* in 8 bits each of colours taken as linear RGB, in the fixed-point arithmetic of OpenCV's {@code COLOR_LBGR2Lab}:
 * {@code L · 255 / 100}, {@code a + 128}, {@code b + 128}, white point D65.
 */
final class LinearLab {
    private static final double[][] TO_XYZ = {
        {0.412453, 0.357580, 0.180423}, {0.212671, 0.715160, 0.072169}, {0.019334, 0.119193, 0.950227}
    };
    private static final double[][] FROM_XYZ = {
        {3.240479, -1.53715, -0.498535}, {-0.969256, 1.875991, 0.041556}, {0.055648, -0.204043, 1.057311}
    };
    private static final double[] WHITE = {0.950456, 1, 1.088754};
    private static final int MATRIX_BITS = 12;
    private static final int ROOT_BITS = 15;
    private static final int LEVELS = 8;
    private static final int BASE = 1 << 14;
    private static final int HALF_AXIS = 128;
    /** Where the cube root of CIE L*a*b* gives way to a straight line: (6/29)³. */
    private static final float LINEAR = 216f / 24389f;

    private final int[] roots = new int[256 * 3 / 2 * LEVELS];
    private final int[][] forward = new int[3][3];
    private final int[][] backward = new int[3][3];

    LinearLab() {
        float unit = 1f / (255f * LEVELS);
        for (int i = 0; i < roots.length; i++) {
            float x = unit * i;
            float root = x < LINEAR ? x * (841f / 108f) + 16f / 116f : (float) Math.cbrt(x);
            roots[i] = (int) Math.rint((1 << ROOT_BITS) * root);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                forward[i][j] = (int) Math.rint((1 << MATRIX_BITS) * TO_XYZ[i][j] / WHITE[i]);
                backward[i][j] = (int) Math.rint((1 << MATRIX_BITS) * FROM_XYZ[i][j] * WHITE[j]);
            }
        }
    }

    /** Colours 0xRRGGBB as planes L, a and b. */
    int[][] of(int[] pixels) {
        int[][] planes = new int[3][pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = root(pixels[i], 0);
            int y = root(pixels[i], 1);
            int z = root(pixels[i], 2);
            int scale = (116 * 255 + 50) / 100;
            int shift = -((16 * 255 * (1 << ROOT_BITS) + 50) / 100);
            planes[0][i] = clip(descale(scale * y + shift, ROOT_BITS));
            planes[1][i] = clip(descale(500 * (x - y) + (HALF_AXIS << ROOT_BITS), ROOT_BITS));
            planes[2][i] = clip(descale(200 * (y - z) + (HALF_AXIS << ROOT_BITS), ROOT_BITS));
        }
        return planes;
    }

    /** A colour 0xRRGGBB of L, a and b. */
    int toRgb(int light, int a, int b) {
        int root = light <= 20
                ? (int) Math.rint(BASE * (16.0 / 116 + light * 5.0 / (3 * 17 * 29)))
                : (int) Math.rint(cubeRoot(light));
        int y = light <= 20
                ? (int) Math.rint(light * (BASE * 180.0) / (17 * 29 * 29 * 29))
                : (int) Math.rint(Math.pow(cubeRoot(light), 3) / ((double) BASE * BASE));
        int x = cube(root + ((5 * a * 53687 + (1 << 7)) >> 13) - HALF_AXIS * BASE / 500);
        int z = cube(root - (((b * 41943 + (1 << 4)) >> 9) - HALF_AXIS * BASE / 200 + 1));
        return component(0, x, y, z) << 16 | component(1, x, y, z) << 8 | component(2, x, y, z);
    }

    private static double cubeRoot(int light) {
        return light * 100.0 * BASE / (255 * 116) + 16.0 * BASE / 116;
    }

    private static int cube(int root) {
        return root <= 3390
                ? root * 108 / 841 - BASE * 16 / 116 * 108 / 841
                : (int) ((long) root * root / BASE * root / BASE);
    }

    private int root(int rgb, int axis) {
        int[] row = forward[axis];
        int sum = (rgb >> 16 & 0xFF) * LEVELS * row[0]
                + (rgb >> 8 & 0xFF) * LEVELS * row[1]
                + (rgb & 0xFF) * LEVELS * row[2];
        return roots[descale(sum, MATRIX_BITS)];
    }

    private int component(int axis, int x, int y, int z) {
        int[] row = backward[axis];
        int level = descale(row[0] * x + row[1] * y + row[2] * z, 14);
        return (int) (255 * Math.max(0, Math.min((1 << MATRIX_BITS) - 1, level)) / (float) (1 << MATRIX_BITS));
    }

    private static int descale(int value, int bits) {
        return (value + (1 << bits - 1)) >> bits;
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
