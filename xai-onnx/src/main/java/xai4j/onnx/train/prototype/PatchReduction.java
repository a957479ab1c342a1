package xai4j.onnx.train.prototype;

import java.util.ArrayList;
import java.util.List;
import xai4j.numeric.PrincipalDirections;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Patches of a backbone's maps in few numbers: their principal directions, each with variance one. An affine map, which becomes a part of the
 * first convolution of the head.
 */
final class PatchReduction {
    private static final int MOST_PATCHES = 4000;
    private static final double FLOOR = 1e-3;

    private final double[][] weights;
    private final double[] bias;

    private PatchReduction(double[][] weights, double[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /** Learns it from patches of the pictures themselves, evenly spread over all of them. */
    static PatchReduction of(FrozenFeatures features, int wanted) {
        int count = Math.min(wanted, features.channels());
        PrincipalDirections principal = PrincipalDirections.of(patches(features), count);
        double[] mean = principal.mean();
        double[][] weights = new double[count][];
        double[] bias = new double[count];
        double floor = FLOOR * principal.variance(0) + Double.MIN_NORMAL;
        for (int d = 0; d < count; d++) {
            double scale = 1 / Math.sqrt(principal.variance(d) + floor);
            weights[d] = principal.direction(d);
            for (int c = 0; c < mean.length; c++) {
                weights[d][c] *= scale;
                bias[d] -= weights[d][c] * mean[c];
            }
        }
        return new PatchReduction(weights, bias);
    }

    private static float[][] patches(FrozenFeatures features) {
        List<float[]> patches = new ArrayList<>();
        int step = 0;
        for (int i = 0; i < features.size(); i++) {
            Tensor map = features.maps(i).row(0);
            int area = map.size() / map.shape().dim(0);
            step = Math.max(1, (int) ((long) features.size() * area / MOST_PATCHES));
            float[] values = map.toArray();
            for (int at = i % step; at < area; at += step) {
                patches.add(column(values, at, area));
            }
        }
        return patches.toArray(float[][]::new);
    }

    private static float[] column(float[] values, int at, int area) {
        float[] column = new float[values.length / area];
        for (int c = 0; c < column.length; c++) {
            column[c] = values[c * area + at];
        }
        return column;
    }

    int size() {
        return bias.length;
    }

    /** {@code [D, C]}. */
    double[][] weights() {
        return weights;
    }

    /** {@code [D]}. */
    double[] bias() {
        return bias;
    }

    /** A map {@code [C, h, w]} as patches {@code [h·w, D]}. */
    PatchMap of(Tensor map) {
        Shape shape = map.shape();
        int area = shape.dim(1) * shape.dim(2);
        float[] values = map.toArray();
        double[] sums = new double[area];
        float[] reduced = new float[area * size()];
        for (int d = 0; d < size(); d++) {
            java.util.Arrays.fill(sums, bias[d]);
            for (int c = 0; c < shape.dim(0); c++) {
                double weight = weights[d][c];
                int from = c * area;
                for (int at = 0; at < area; at++) {
                    sums[at] += weight * values[from + at];
                }
            }
            for (int at = 0; at < area; at++) {
                reduced[at * size() + d] = (float) sums[at];
            }
        }
        return new PatchMap(reduced, shape.dim(1), shape.dim(2), size());
    }
}
