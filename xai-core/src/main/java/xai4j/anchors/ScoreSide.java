package xai4j.anchors;

import java.util.Arrays;
import java.util.stream.IntStream;
import xai4j.coalition.Game;

/** Every label is true or not by itself, or there is one score only: the prediction is the side of a border on which the score lies. */
final class ScoreSide implements Prediction {
    private final float[] scores;
    private final double border;

    /**
     * Notes what is predicted.
     *
     * @param scores scores {@code [K]} of the whole picture
     * @param border the lowest score at which a label is said to be true
     */
    ScoreSide(float[] scores, double border) {
        this.scores = scores.clone();
        this.border = border;
    }

    @Override
    public int[] classes() {
        return IntStream.range(0, scores.length).toArray();
    }

    @Override
    public int top() {
        int top = 0;
        for (int k = 1; k < scores.length; k++) {
            top = scores[k] > scores[top] ? k : top;
        }
        return top;
    }

    /** Every label has a side. */
    @Override
    public boolean holds(int target) {
        return true;
    }

    @Override
    public String kept() {
        return "stays on its side of " + border;
    }

    @Override
    public Game game(Game game, int target) {
        boolean isTrue = scores[target] >= border;
        int classes = scores.length;
        return Game.of(game.players(), 1, coalitions -> {
            double[] all = game.evaluate(coalitions);
            double[] values = new double[all.length / classes];
            Arrays.setAll(values, row -> value(all[row * classes + target], isTrue));
            return values;
        });
    }

    private double value(double score, boolean isTrue) {
        return Prediction.value(isTrue ? score - border : border - score, score >= border == isTrue);
    }
}
