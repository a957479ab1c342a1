package xai4j.anchors;

import java.util.Arrays;
import java.util.stream.IntStream;
import xai4j.coalition.Game;

/** One class is true: the prediction is the class with the highest score, the first of equal ones. */
final class TopClass implements Prediction {
    private static final double LEAST_PROBABILITY = 1e-12;

    private final int classes;
    private final int top;
    private final boolean probabilities;

    /**
     * Notes what is predicted.
     *
     * @param scores scores {@code [K]} of the whole picture
     * @param probabilities whether they are probabilities, whose ratios count, and not their differences
     */
    TopClass(float[] scores, boolean probabilities) {
        this.probabilities = probabilities;
        this.classes = scores.length;
        this.top = top(IntStream.range(0, classes).mapToDouble(k -> scores[k]).toArray(), 0, classes);
    }

    @Override
    public int[] classes() {
        return IntStream.range(0, classes).toArray();
    }

    @Override
    public int top() {
        return top;
    }

    @Override
    public boolean holds(int target) {
        return target == top;
    }

    @Override
    public String kept() {
        return "stays on top";
    }

    @Override
    public Game game(Game scores, int target) {
        return Game.of(scores.players(), 1, coalitions -> {
            double[] all = scores.evaluate(coalitions);
            double[] values = new double[all.length / classes];
            Arrays.setAll(values, row -> value(all, row * classes, target));
            return values;
        });
    }

    private double value(double[] scores, int from, int target) {
        double rival = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            rival = k == target ? rival : Math.max(rival, scores[from + k]);
        }
        return Prediction.value(margin(scores[from + target], rival), top(scores, from, classes) == target);
    }

    private double margin(double own, double rival) {
        return probabilities
                ? Math.log(Math.max(LEAST_PROBABILITY, own) / Math.max(LEAST_PROBABILITY, rival))
                : own - rival;
    }

    private static int top(double[] scores, int from, int classes) {
        int top = 0;
        for (int k = 1; k < classes; k++) {
            top = scores[from + k] > scores[from + top] ? k : top;
        }
        return top;
    }
}
