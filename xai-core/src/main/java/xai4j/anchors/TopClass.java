package xai4j.anchors;

import java.util.Arrays;
import java.util.stream.IntStream;
import xai4j.coalition.Game;

/** One class is true: the prediction is the class with the highest score, the first of equal ones. */
final class TopClass implements Prediction {
    private final int classes;
    private final int top;

    /**
     * Notes what is predicted.
     *
     * @param scores scores {@code [K]} of the whole picture
     */
    TopClass(float[] scores) {
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
            Arrays.setAll(values, row -> top(all, row * classes, classes) == target ? 1 : 0);
            return values;
        });
    }

    private static int top(double[] scores, int from, int classes) {
        int top = 0;
        for (int k = 1; k < classes; k++) {
            top = scores[from + k] > scores[from + top] ? k : top;
        }
        return top;
    }
}
