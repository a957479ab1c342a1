package xai4j.onnx.train.prototype;

import java.util.ArrayList;
import java.util.List;
import xai4j.numeric.PrincipalDirections;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.LinearClassifier;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Patches of a backbone's maps in few numbers: first what a linear head takes for evidence of each class, then their principal directions with
 * variance one. So patches that speak for different classes lie apart, and patches that look different do as well. An affine map, which becomes
 * a part of the first convolution of the head.
 */
final class PatchReduction {
    private static final int MOST_PATCHES = 4000;
    private static final double FLOOR = 1e-3;
    private static final double EVIDENCE = 2;

    private final double[][] weights;
    private final double[] bias;

    private PatchReduction(double[][] weights, double[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * Learns it from patches of the pictures themselves, evenly spread over all of them.
     *
     * @param linear a head on the pooled features of the same pictures
     * @param wanted how many numbers
     */
    static PatchReduction of(FrozenFeatures features, LinearClassifier linear, int wanted) {
        int count = Math.min(wanted, features.channels());
        int evidence = Math.min(count / 2, linear.classes());
        float[][] patches = patches(features);
        PrincipalDirections principal = PrincipalDirections.of(patches, count - evidence);
        double[][] weights = new double[count][];
        double[] bias = new double[count];
        double floor = FLOOR * principal.variance(0) + Double.MIN_NORMAL;
        for (int d = 0; d < count; d++) {
            boolean speaks = d < evidence;
            weights[d] = speaks ? evidence(linear, d) : principal.direction(d - evidence);
            double deviation = speaks
                    ? deviation(patches, weights[d], principal.mean()) / EVIDENCE
                    : Math.sqrt(principal.variance(d - evidence) + floor);
            scale(weights[d], 1 / Math.max(deviation, Double.MIN_NORMAL));
            bias[d] = -dot(weights[d], principal.mean());
        }
        return new PatchReduction(weights, bias);
    }

    /** A class's row of a linear head against the mean of all rows. */
    private static double[] evidence(LinearClassifier linear, int label) {
        float[] rows = linear.weights();
        double[] row = new double[linear.channels()];
        for (int c = 0; c < row.length; c++) {
            double mean = 0;
            for (int k = 0; k < linear.classes(); k++) {
                mean += rows[k * row.length + c] / (double) linear.classes();
            }
            row[c] = rows[label * row.length + c] - mean;
        }
        return row;
    }

    private static double deviation(float[][] patches, double[] direction, double[] mean) {
        double middle = dot(direction, mean);
        double sum = 0;
        for (float[] patch : patches) {
            double value = -middle;
            for (int c = 0; c < patch.length; c++) {
                value += direction[c] * patch[c];
            }
            sum += value * value;
        }
        return Math.sqrt(sum / patches.length);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int c = 0; c < one.length; c++) {
            sum += one[c] * other[c];
        }
        return sum;
    }

    private static void scale(double[] vector, double factor) {
        for (int c = 0; c < vector.length; c++) {
            vector[c] *= factor;
        }
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
