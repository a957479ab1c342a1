package xai4j.shap;

import java.util.Arrays;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.MaskBatch;
import xai4j.explain.Diagnostics;

/** Shapley values as mean gains over orders in which players join, {@code v(prefix + i) − v(prefix)}. */
final class PermutationEstimator {
    private PermutationEstimator() {}

    /**
     * Estimates from given orders.
     *
     * @param full the grand coalition's worth {@code [T]}
     * @param orders {@code [P][M]}
     * @param unit orders that were drawn together
     * @throws IllegalArgumentException if the game ended before one order was played
     */
    static Estimate estimate(Game game, double[] full, int[][] orders, int unit) {
        int players = game.players();
        int targets = full.length;
        double[] empty = game.play(MaskBatch.empty(players, 1));
        double[] worths = empty.length == 0 ? empty : game.play(prefixes(orders, players));
        int played = players == 1 ? orders.length : worths.length / targets / (players - 1);
        if (empty.length == 0 || played == 0) {
            throw new IllegalArgumentException("the budget is too small for Shapley values: one order of " + players
                    + " regions needs " + players + " model calls beside the image's own");
        }
        double[][][] gains = gains(orders, played, worths, empty, full);
        double[][] values = new double[targets][];
        double[][] errors = new double[targets][];
        int together = played >= 2 * unit ? unit : 1;
        for (int t = 0; t < targets; t++) {
            values[t] = mean(gains[t], 0, played);
            errors[t] = errors(gains[t], played, together);
        }
        Diagnostics diagnostics = Diagnostics.NONE.with("permutations", played);
        if (played < 2) {
            return Estimate.of(values, diagnostics.with("one order only: how uncertain the values are is not known"));
        }
        return Estimate.of(values, errors, diagnostics);
    }

    /** All beginnings of all orders but the empty and the whole one, in order. */
    private static MaskBatch prefixes(int[][] orders, int players) {
        MaskBatch masks = MaskBatch.empty(players, orders.length * (players - 1));
        int row = 0;
        for (int[] order : orders) {
            for (int i = 0; i < players - 1; i++, row++) {
                if (i > 0) {
                    masks.setRow(row, masks, row - 1);
                }
                masks.set(row, order[i], true);
            }
        }
        return masks;
    }

    /** What each player gained in each order, {@code [T][P][M]}. */
    private static double[][][] gains(int[][] orders, int played, double[] worths, double[] empty, double[] full) {
        int targets = full.length;
        int players = orders[0].length;
        double[][][] gains = new double[targets][played][players];
        for (int p = 0; p < played; p++) {
            for (int t = 0; t < targets; t++) {
                double before = empty[t];
                for (int i = 0; i < players; i++) {
                    double after = i == players - 1 ? full[t] : worths[(p * (players - 1) + i) * targets + t];
                    gains[t][p][orders[p][i]] = after - before;
                    before = after;
                }
            }
        }
        return gains;
    }

    private static double[] mean(double[][] gains, int from, int to) {
        double[] mean = new double[gains[0].length];
        for (int p = from; p < to; p++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += gains[p][i];
            }
        }
        return Arrays.stream(mean).map(sum -> sum / (to - from)).toArray();
    }

    /** Deviation of the means of units, over the root of their number. */
    private static double[] errors(double[][] gains, int played, int unit) {
        int units = played / unit;
        double[] mean = mean(gains, 0, units * unit);
        double[] squares = new double[mean.length];
        for (int u = 0; u < units; u++) {
            double[] own = mean(gains, u * unit, (u + 1) * unit);
            for (int i = 0; i < mean.length; i++) {
                squares[i] += (own[i] - mean[i]) * (own[i] - mean[i]);
            }
        }
        double freedom = Math.max(1, units - 1) * (double) units;
        return Arrays.stream(squares).map(sum -> Math.sqrt(sum / freedom)).toArray();
    }
}
