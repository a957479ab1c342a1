package xai4j.onnx.train.prototype;

import java.util.Arrays;
import xai4j.numeric.Floats;
import xai4j.numeric.MatrixProduct;
import xai4j.onnx.train.LinearClassifier;
import xai4j.tensor.Tensor;

/**
 * By what patches are compared, one half each: what a patch looks like (its features, of length one) and what it says (its evidence for each
 * class under a linear head, of length one). The product of two patches is the mean of two cosines.
 *
 * <p>Looks alone tell classes apart worse than the linear head does, since most channels of a pretrained network have nothing to do with the
 * classes at hand; evidence alone would call patches alike that are not. Halves need no measure of the channels' scale, and no dimensions are
 * dropped.
 */
final class PatchEmbedding {
    private static final double HALF = Math.sqrt(0.5);

    private final double[][] evidence;

    private PatchEmbedding(double[][] evidence) {
        this.evidence = evidence;
    }

    /**
     * Of rows that say how much a channel speaks for each class.
     *
     * @param evidence {@code [K, C]}
     */
    static PatchEmbedding of(double[][] evidence) {
        return new PatchEmbedding(evidence);
    }

    /** With the rows of a linear head, against the mean of all rows. */
    static PatchEmbedding of(LinearClassifier linear) {
        float[] rows = linear.weights();
        int channels = linear.channels();
        double[][] evidence = new double[linear.classes()][channels];
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (int k = 0; k < evidence.length; k++) {
                mean += rows[k * channels + c] / (double) evidence.length;
            }
            for (int k = 0; k < evidence.length; k++) {
                evidence[k][c] = rows[k * channels + c] - mean;
            }
        }
        return new PatchEmbedding(evidence);
    }

    /** {@code [K, C]}. */
    double[][] evidence() {
        return evidence;
    }

    /** Channels C of the backbone's map. */
    int channels() {
        return evidence[0].length;
    }

    /** Numbers of an embedded patch: C + K. */
    int size() {
        return channels() + evidence.length;
    }

    /** How much each patch of a map {@code [C, h, w]} speaks for a class, {@code [h·w]}. */
    double[] evidence(Tensor map, int label) {
        return evidence(map.toArray(), evidence[label]);
    }

    /** The products of some rows, one behind the other, with every patch. */
    private double[] evidence(float[] values, double... rows) {
        int area = values.length / channels();
        double[] sums = new double[rows.length / channels() * area];
        MatrixProduct.add(sums, area, rows, values, 0, area, channels());
        return sums;
    }

    /** The patches of a map {@code [C, h, w]}. */
    EmbeddedPatches of(Tensor map) {
        float[] values = map.toArray();
        int area = values.length / channels();
        float[] embedded = Arrays.copyOf(values, area * size());
        float[] said = Floats.of(evidence(
                values, Arrays.stream(evidence).flatMapToDouble(Arrays::stream).toArray()));
        System.arraycopy(said, 0, embedded, values.length, said.length);
        halve(embedded, area, 0, channels());
        halve(embedded, area, channels(), size());
        return new EmbeddedPatches(embedded, map.shape().dim(1), map.shape().dim(2), size());
    }

    /** Brings some numbers of each patch to half of a unit vector; zeros stay. */
    private static void halve(float[] values, int area, int from, int to) {
        double[] factors = new double[area];
        for (int d = from; d < to; d++) {
            for (int at = 0; at < area; at++) {
                double value = values[d * area + at];
                factors[at] += value * value;
            }
        }
        for (int at = 0; at < area; at++) {
            factors[at] = factors[at] == 0 ? 0 : HALF / Math.sqrt(factors[at]);
        }
        for (int d = from; d < to; d++) {
            for (int at = 0; at < area; at++) {
                values[d * area + at] = (float) (values[d * area + at] * factors[at]);
            }
        }
    }
}
