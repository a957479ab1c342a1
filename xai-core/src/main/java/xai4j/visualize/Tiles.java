package xai4j.visualize;

import java.util.Arrays;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.ObjectiveEvaluation;

/**
 * The gradient of an objective on a picture that is larger than the model's input, taken in windows that cover it and
 * averaged where they overlap.
 */
final class Tiles {
    private static final int BATCH = 4;

    private final ObjectiveEvaluation objective;
    private final InputNormalizer normalizer;
    private double value;

    Tiles(ObjectiveEvaluation objective, InputNormalizer normalizer) {
        this.objective = objective;
        this.normalizer = normalizer;
    }

    /** The gradient at a picture {@code [3, height, width]} that is at least as large as a window. */
    float[] gradient(float[] rgb, int height, int width) {
        int[] tops = starts(height, normalizer.height());
        int[] lefts = starts(width, normalizer.width());
        float[] sum = new float[rgb.length];
        int[] covered = new int[height * width];
        int count = tops.length * lefts.length;
        value = 0;
        for (int from = 0; from < count; from += BATCH) {
            int rows = Math.min(BATCH, count - from);
            Tensor batch = normalizer.batch(rows);
            for (int row = 0; row < rows; row++) {
                int tile = from + row;
                normalizer.write(
                        cut(rgb, height, width, tops[tile / lefts.length], lefts[tile % lefts.length]), batch, row);
            }
            ObjectiveEvaluation.Answer answer = objective.at(batch);
            value += answer.mean() * rows / count;
            for (int row = 0; row < rows; row++) {
                int tile = from + row;
                float[] window = new float[3 * normalizer.height() * normalizer.width()];
                normalizer.read(answer.gradient(), row, window);
                add(window, sum, covered, height, width, tops[tile / lefts.length], lefts[tile % lefts.length]);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= covered[i % covered.length];
        }
        return sum;
    }

    /** Mean value of the objective over the windows of the last gradient. */
    double value() {
        return value;
    }

    /** Where windows begin so that they cover a side evenly. */
    private static int[] starts(int side, int window) {
        int count = (side + window - 1) / window;
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> count == 1 ? 0 : (int) Math.round((double) i * (side - window) / (count - 1)));
        return starts;
    }

    private float[] cut(float[] rgb, int height, int width, int top, int left) {
        float[] window = new float[3 * normalizer.height() * normalizer.width()];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < normalizer.height(); y++) {
                System.arraycopy(
                        rgb,
                        (c * height + top + y) * width + left,
                        window,
                        (c * normalizer.height() + y) * normalizer.width(),
                        normalizer.width());
            }
        }
        return window;
    }

    private void add(float[] window, float[] sum, int[] covered, int height, int width, int top, int left) {
        for (int y = 0; y < normalizer.height(); y++) {
            for (int x = 0; x < normalizer.width(); x++) {
                int at = (top + y) * width + left + x;
                covered[at]++;
                for (int c = 0; c < 3; c++) {
                    sum[c * height * width + at] += window[(c * normalizer.height() + y) * normalizer.width() + x];
                }
            }
        }
    }
}
