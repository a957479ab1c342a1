package xai4j.onnx.train.tree;

import xai4j.onnx.train.FrozenFeatures;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The mean of each class in features that have mean zero and deviation one over all pictures and views. */
final class ClassMeans {
    private static final double FLAT = 1e-6;

    private ClassMeans() {}

    /** {@code [K, C]}; zero where a feature does not vary. */
    static Tensor of(FrozenFeatures features) {
        int channels = features.channels();
        int classes = features.labels().size();
        double[] mean = new double[channels];
        double[] square = new double[channels];
        double[] sums = new double[classes * channels];
        double[] counts = new double[classes];
        int count = features.size() * features.views();
        for (int i = 0; i < features.size(); i++) {
            for (int view = 0; view < features.views(); view++) {
                float[] row = features.pooled(i, view);
                int from = features.label(i) * channels;
                counts[features.label(i)]++;
                for (int c = 0; c < channels; c++) {
                    mean[c] += row[c] / (double) count;
                    square[c] += (double) row[c] * row[c] / count;
                    sums[from + c] += row[c];
                }
            }
        }
        Tensor means = Tensor.zeros(Shape.of(classes, channels));
        for (int j = 0; j < sums.length; j++) {
            int c = j % channels;
            double deviation = Math.sqrt(Math.max(0, square[c] - mean[c] * mean[c]));
            boolean flat = deviation <= FLAT * Math.max(1, Math.abs(mean[c])) || counts[j / channels] == 0;
            means.set(j, flat ? 0 : (float) ((sums[j] / counts[j / channels] - mean[c]) / deviation));
        }
        return means;
    }
}
