package xai4j.prototype;

import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Squared Euclidean distances between prototypes and every patch of feature maps.
 *
 * <p>Networks compute them by convolutions, as {@code max(0, Σx² − 2·Σxp + Σp²)}, which cancels near zero. Here the
 * differences themselves are squared and summed in double precision: the same number where it is exact, and a better one
 * where it is not.
 */
public final class PrototypeDistances {
    private PrototypeDistances() {}

    /**
     * Compares.
     *
     * @param features {@code [N, c, h, w]}
     * @param prototypes {@code [P, c, hp, wp]}
     * @return {@code [N, P, h − hp + 1, w − wp + 1]}
     * @throws IllegalArgumentException if channels differ or a prototype is larger than the maps
     */
    public static Tensor of(Tensor features, Tensor prototypes) {
        Shape maps = features.shape();
        Shape parts = prototypes.shape();
        if (maps.rank() != 4
                || parts.rank() != 4
                || maps.dim(1) != parts.dim(1)
                || maps.dim(2) < parts.dim(2)
                || maps.dim(3) < parts.dim(3)) {
            throw new IllegalArgumentException("prototypes " + parts + " do not fit feature maps " + maps);
        }
        int rows = maps.dim(2) - parts.dim(2) + 1;
        int columns = maps.dim(3) - parts.dim(3) + 1;
        Tensor result = Tensor.zeros(Shape.of(maps.dim(0), parts.dim(0), rows, columns));
        float[] vectors = prototypes.toArray();
        float[] distances = new float[parts.dim(0) * rows * columns];
        for (int n = 0; n < maps.dim(0); n++) {
            image(features.row(n).toArray(), maps, vectors, parts, distances);
            result.row(n).buffer().put(distances);
        }
        return result;
    }

    private static void image(float[] features, Shape maps, float[] vectors, Shape parts, float[] distances) {
        int height = maps.dim(2);
        int width = maps.dim(3);
        int rows = height - parts.dim(2) + 1;
        int columns = width - parts.dim(3) + 1;
        double[] sum = new double[rows * columns];
        for (int p = 0; p < parts.dim(0); p++) {
            java.util.Arrays.fill(sum, 0);
            int at = p * parts.dim(1) * parts.dim(2) * parts.dim(3);
            for (int channel = 0; channel < parts.dim(1); channel++) {
                for (int i = 0; i < parts.dim(2); i++) {
                    for (int j = 0; j < parts.dim(3); j++) {
                        add(features, (channel * height + i) * width + j, width, vectors[at++], rows, columns, sum);
                    }
                }
            }
            for (int i = 0; i < sum.length; i++) {
                distances[p * sum.length + i] = (float) sum[i];
            }
        }
    }

    private static void add(float[] features, int from, int width, float value, int rows, int columns, double[] sum) {
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double difference = (double) features[from + y * width + x] - value;
                sum[y * columns + x] += difference * difference;
            }
        }
    }
}
