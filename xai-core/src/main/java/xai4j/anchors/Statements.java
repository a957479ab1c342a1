package xai4j.anchors;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.coalition.Game;
import xai4j.model.ScoreFunction;

/** Functions of the scores of which each says by itself whether something is true: that an object is detected, that a class lies before another. */
final class Statements implements Prediction {
    private final float[] values;
    private final double[] borders;

    /**
     * Notes what is true.
     *
     * @param values of the whole picture
     * @param functions those of which they are the values; each has a border
     */
    Statements(float[] values, List<ScoreFunction> functions) {
        this.values = values.clone();
        this.borders = functions.stream()
                .mapToDouble(function -> function.border().orElseThrow())
                .toArray();
    }

    @Override
    public int[] classes() {
        return IntStream.range(0, values.length).toArray();
    }

    @Override
    public int top() {
        return 0;
    }

    /** What is not true can be held as well. */
    @Override
    public boolean holds(int target) {
        return true;
    }

    @Override
    public String kept() {
        return "stays true";
    }

    @Override
    public Game game(Game game, int target) {
        int count = values.length;
        double border = borders[target];
        boolean isTrue = values[target] >= border;
        return Game.of(game.players(), 1, coalitions -> {
            double[] all = game.evaluate(coalitions);
            double[] held = new double[all.length / count];
            Arrays.setAll(held, row -> value(all[row * count + target], border, isTrue));
            return held;
        });
    }

    private static double value(double value, double border, boolean isTrue) {
        return Prediction.value(isTrue ? value - border : border - value, value >= border == isTrue);
    }
}
