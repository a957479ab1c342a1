package xai4j.shap.permutation;

import java.util.Arrays;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.explain.Diagnostics;
import xai4j.numeric.StudentT;

/**
 * Shapley values as mean gains over orders in which players join, {@code v(prefix + i) − v(prefix)}. Only whole units of orders that were drawn
 * together count, as soon as there is one: a part of a unit has neither the unit's mean nor its spread.
 */
public final class PermutationEstimator {
    /** Units of orders played before the standard errors are looked at. */
    private static final int FIRST_UNITS = 8;

    /** Units below which gains are too unlike Student's bell for its quantile to mend all: measured coverage 0.90 to 0.93. */
    private static final int FIRM_UNITS = 12;

    private static final double GROWTH = 1.4;

    private final int[][] orders;
    private final int unit;
    private final double accuracy;

    /**
     * Prepares.
     *
     * @param orders {@code [P][M]}
     * @param unit orders that were drawn together
     * @param accuracy relative error at which to stop; 0 plays all orders
     */
    public PermutationEstimator(int[][] orders, int unit, double accuracy) {
        this.orders = orders;
        this.unit = unit;
        this.accuracy = accuracy;
    }

    /**
     * Estimates.
     *
     * @param full the grand coalition's value {@code [T]}
     * @throws IllegalArgumentException if the game ended before one order was played
     */
    public Estimate estimate(Game game, double[] full) {
        int players = game.players();
        int perOrder = full.length * (players - 1);
        double[] empty = game.evaluate(MaskBatch.empty(players, 1));
        double[] coalitionValues = new double[0];
        int evaluated = 0;
        Estimate estimate = null;
        while (estimate == null || (evaluated < orders.length && !(estimate.relativeError() <= accuracy))) {
            int to = next(evaluated);
            double[] more = empty.length == 0 ? empty : game.evaluate(prefixes(evaluated, to, players));
            int before = coalitionValues.length;
            int added = players == 1 ? to - evaluated : more.length / perOrder;
            coalitionValues = Arrays.copyOf(coalitionValues, before + added * perOrder);
            System.arraycopy(more, 0, coalitionValues, before, added * perOrder);
            boolean ended = added < to - evaluated;
            evaluated += added;
            if (evaluated == 0 && more.length > 0) {
                return beginning(more, empty, full);
            }
            if (empty.length == 0 || evaluated == 0) {
                throw new IllegalArgumentException("the budget is too small for Shapley values: one order of " + players
                        + " regions needs " + players + " model calls beside the image's own");
            }
            estimate = estimate(evaluated, coalitionValues, empty, full);
            if (ended || accuracy == 0) {
                break;
            }
        }
        return estimate;
    }

    /** A game that ended within its first order: gains of those who had joined, and equal shares of the rest for the others. */
    private Estimate beginning(double[] coalitionValues, double[] empty, double[] full) {
        int targets = full.length;
        int joined = coalitionValues.length / targets;
        int players = orders[0].length;
        double[][] values = new double[targets][players];
        for (int t = 0; t < targets; t++) {
            double before = empty[t];
            for (int i = 0; i < joined; i++) {
                values[t][orders[0][i]] = coalitionValues[i * targets + t] - before;
                before = coalitionValues[i * targets + t];
            }
            for (int i = joined; i < players; i++) {
                values[t][orders[0][i]] = (full[t] - before) / (players - joined);
            }
        }
        return Estimate.of(
                values,
                Diagnostics.NONE
                        .with("permutations", 0)
                        .with("the budget ended within the first order: " + joined + " of " + players
                                + " regions have what they gained in it, the others equal shares of the rest"));
    }

    /** The number of orders after the next step, whole units. */
    private int next(int evaluated) {
        if (accuracy == 0) {
            return orders.length;
        }
        int units = Math.max(FIRST_UNITS, (int) Math.ceil(evaluated / (double) unit * GROWTH));
        return (int) Math.min(orders.length, (long) units * unit);
    }

    private Estimate estimate(int evaluated, double[] coalitionValues, double[] empty, double[] full) {
        int targets = full.length;
        int counted = evaluated < unit ? evaluated : evaluated - evaluated % unit;
        int units = evaluated / unit;
        double[][][] gains = gains(counted, coalitionValues, empty, full);
        double[][] values = new double[targets][];
        for (int t = 0; t < targets; t++) {
            values[t] = mean(gains[t], 0, counted);
        }
        Diagnostics diagnostics = Diagnostics.NONE.with("permutations", counted);
        if (units < 2) {
            return Estimate.of(values, diagnostics.with(unknown(counted)));
        }
        double[][] errors = new double[targets][];
        for (int t = 0; t < targets; t++) {
            errors[t] = errors(gains[t], units);
        }
        Estimate estimate = Estimate.of(values, errors, diagnostics);
        Diagnostics measured = diagnostics.with("relative-error", estimate.relativeError());
        return estimate.with(
                units < FIRM_UNITS
                        ? measured.with("the error bars rest on " + units + " independent draws only and are rough; "
                                + FIRM_UNITS * unit + " orders make them firm")
                        : measured);
    }

    private String unknown(int counted) {
        return (counted == 1 ? "one order only" : counted + " orders only, which depend on each other")
                + ": how uncertain the values are is not known; " + 2L * unit + " orders would tell";
    }

    /** All beginnings of some orders but the empty and the whole one, in order. */
    private MaskBatch prefixes(int from, int to, int players) {
        MaskBatch masks = MaskBatch.empty(players, (to - from) * (players - 1));
        int row = 0;
        for (int[] order : Arrays.copyOfRange(orders, from, to)) {
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
    private double[][][] gains(int evaluated, double[] coalitionValues, double[] empty, double[] full) {
        int targets = full.length;
        int players = orders[0].length;
        double[][][] gains = new double[targets][evaluated][players];
        for (int p = 0; p < evaluated; p++) {
            for (int t = 0; t < targets; t++) {
                double before = empty[t];
                for (int i = 0; i < players; i++) {
                    double after = i == players - 1 ? full[t] : coalitionValues[(p * (players - 1) + i) * targets + t];
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

    /** Deviation of the means of units over the root of their number, enlarged by Student's quantile: ± 1.96 of it are the 95 % interval. */
    private double[] errors(double[][] gains, int units) {
        double[] mean = mean(gains, 0, units * unit);
        double[] squares = new double[mean.length];
        for (int u = 0; u < units; u++) {
            double[] own = mean(gains, u * unit, (u + 1) * unit);
            for (int i = 0; i < mean.length; i++) {
                squares[i] += (own[i] - mean[i]) * (own[i] - mean[i]);
            }
        }
        double student = StudentT.inflation(units - 1.0);
        double freedom = (units - 1.0) * units;
        return Arrays.stream(squares)
                .map(sum -> student * Math.sqrt(sum / freedom))
                .toArray();
    }
}
