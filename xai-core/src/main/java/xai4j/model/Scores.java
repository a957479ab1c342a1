package xai4j.model;

import xai4j.tensor.Tensor;

/** Conversions between kinds of scores, row by row over {@code [N, K]}. */
public final class Scores {
    private static final double SMALLEST_PROBABILITY = 1e-38;

    private Scores() {}

    /**
     * Converts scores of a known kind to the wanted number; returns the same tensor when nothing is to be done. A single logit is a yes or no,
     * whatever its kind is said to be: its probability is its sigmoid, for a softmax over one score is always one.
     */
    public static Tensor convert(Tensor scores, ScoreKind kind, Score wanted) {
        return switch (wanted) {
            case OUTPUT -> scores;
            case PROBABILITY ->
                switch (kind) {
                    case LOGITS -> scores.shape().dim(1) == 1 ? map(scores, Scores::sigmoid) : softmax(scores);
                    case LOG_PROBABILITIES -> softmax(scores);
                    case SIGMOID_LOGITS -> map(scores, Scores::sigmoid);
                    case PROBABILITIES, MULTILABEL_PROBABILITIES, OTHER -> scores;
                };
            case LOGIT ->
                switch (kind) {
                    case PROBABILITIES -> map(scores, p -> Math.log(Math.max(p, SMALLEST_PROBABILITY)));
                    case MULTILABEL_PROBABILITIES ->
                        map(
                                scores,
                                p -> Math.log(
                                        Math.max(p, SMALLEST_PROBABILITY) / Math.max(1 - p, SMALLEST_PROBABILITY)));
                    case LOGITS, SIGMOID_LOGITS, LOG_PROBABILITIES, OTHER -> scores;
                };
        };
    }

    /** Softmax of each row of {@code [N, K]}, computed in double precision after subtracting the maximum. */
    public static Tensor softmax(Tensor logits) {
        int rows = logits.shape().dim(0);
        int classes = logits.shape().dim(1);
        Tensor result = Tensor.zeros(logits.shape());
        for (int row = 0; row < rows; row++) {
            int start = row * classes;
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                max = Math.max(max, logits.at(start + k));
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(logits.at(start + k) - max);
            }
            for (int k = 0; k < classes; k++) {
                result.set(start + k, (float) (Math.exp(logits.at(start + k) - max) / sum));
            }
        }
        return result;
    }

    /** The logistic function, without overflow at either end. */
    public static double sigmoid(double logit) {
        double small = Math.exp(-Math.abs(logit));
        return logit >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    /** The class of the highest score of each row, the first of equal ones. */
    public static int[] top(Tensor scores) {
        int classes = scores.shape().dim(1);
        int[] top = new int[scores.shape().dim(0)];
        for (int row = 0; row < top.length; row++) {
            for (int k = 1; k < classes; k++) {
                top[row] = scores.at(row * classes + k) > scores.at(row * classes + top[row]) ? k : top[row];
            }
        }
        return top;
    }

    /**
     * Refuses scores that are not finite.
     *
     * @throws ModelException naming the first bad row and class and how many scores are bad
     */
    public static Tensor requireFinite(Tensor scores, String modelName) {
        int bad = 0;
        int first = -1;
        for (int i = 0; i < scores.size(); i++) {
            if (!Float.isFinite(scores.at(i))) {
                first = bad++ == 0 ? i : first;
            }
        }
        if (bad > 0) {
            int classes = scores.shape().dim(-1);
            throw new ModelException(modelName + " returned " + bad + " scores of " + scores.size()
                    + " that are not finite, the first (" + scores.at(first) + ") for image " + first / classes
                    + " and class " + first % classes + "; check the preprocessing and the model's weights");
        }
        return scores;
    }

    private static Tensor map(Tensor scores, java.util.function.DoubleUnaryOperator function) {
        Tensor result = Tensor.zeros(scores.shape());
        for (int i = 0; i < scores.size(); i++) {
            result.set(i, (float) function.applyAsDouble(scores.at(i)));
        }
        return result;
    }
}
