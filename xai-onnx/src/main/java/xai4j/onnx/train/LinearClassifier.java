package xai4j.onnx.train;

import java.util.stream.IntStream;
import xai4j.numeric.Confusion;
import xai4j.numeric.Floats;
import xai4j.numeric.WilsonInterval;

/** A linear head on pooled features: {@code score_k = bias_k + Σ_c weights_kc · x_c}. */
public final class LinearClassifier {
    private final double[] weights;
    private final double[] bias;
    private final int channels;

    LinearClassifier(double[] weights, double[] bias) {
        this.weights = weights;
        this.bias = bias;
        this.channels = weights.length / bias.length;
    }

    /** Number of classes K. */
    public int classes() {
        return bias.length;
    }

    /** Number of channels C. */
    public int channels() {
        return channels;
    }

    /** {@code [K, C]}, row by row. */
    public float[] weights() {
        return Floats.of(weights);
    }

    /** {@code [K]}. */
    public float[] bias() {
        return Floats.of(bias);
    }

    /** The scores of pooled features {@code [C]}. */
    public double[] scores(float[] features) {
        double[] scores = bias.clone();
        for (int k = 0; k < scores.length; k++) {
            for (int c = 0; c < channels; c++) {
                scores[k] += weights[k * channels + c] * features[c];
            }
        }
        return scores;
    }

    /** The class of the largest score, the first of equal ones. */
    public int predict(float[] features) {
        double[] scores = scores(features);
        return IntStream.range(0, scores.length)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
    }

    /** How many of the pictures themselves, not their other views, are told right. */
    public WilsonInterval accuracy(FrozenFeatures features) {
        return confusion(features).interval();
    }

    /** Which classes the pictures themselves are taken for. */
    public Confusion confusion(FrozenFeatures features) {
        Confusion confusion = new Confusion(features.labels());
        for (int i = 0; i < features.size(); i++) {
            confusion.add(features.label(i), predict(features.row(i, 0)));
        }
        return confusion;
    }
}
