package xai4j.coalition;

import java.util.function.Function;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;

/**
 * A cooperative game: the values of coalitions, for several targets at once.
 *
 * <p>{@link CoalitionGame} asks a model; {@link #of} makes a game of a plain function, for example one whose Shapley values are
 * known in closed form.
 */
public interface Game {
    /** Number of players M. */
    int players();

    /** Number of targets T: every coalition has T values. */
    int targets();

    /**
     * Scores coalitions, in order.
     *
     * @param coalitions coalitions of {@link #players()} players
     * @return values {@code [rows, T]}, row-major; only the first rows, possibly none, when a budget ended before the last
     */
    double[] evaluate(MaskBatch coalitions);

    /** A game of a function from coalitions to values {@code [rows, T]}. */
    static Game of(int players, int targets, Function<MaskBatch, double[]> value) {
        return new FunctionGame(players, targets, value);
    }

    /** A game of one target given by a table: {@code value[s]} belongs to the players whose bits are set in {@code s}. */
    static Game table(int players, double[] value) {
        if (players < 1 || players > 24 || value.length != 1 << players) {
            throw new IllegalArgumentException(value.length + " values are not a table of " + players + " players");
        }
        return of(players, 1, coalitions -> {
            double[] result = new double[coalitions.rows()];
            for (int row = 0; row < result.length; row++) {
                result[row] = value[(int) coalitions.word(row, 0)];
            }
            return result;
        });
    }

    /** This game, ending when a budget is spent. */
    default Game within(Budget budget) {
        return new LimitedGame(this, new BudgetTracker(budget, xai4j.explain.Progress.SILENT));
    }
}
