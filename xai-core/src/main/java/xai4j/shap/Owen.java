package xai4j.shap;

import java.util.Arrays;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.Option;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmenter;
import xai4j.shap.permutation.OwenEstimator;
import xai4j.shap.permutation.RegionTree;

/**
 * Owen values (Owen 1977) over a tree of image blocks, as SHAP's Partition explainer computes them for images: fine maps from few model calls,
 * because calls go where the score changes. They sum to what the whole image scores above the empty one, and equal Shapley values of a game in
 * which neighbours join together.
 *
 * <p>Regions are the cells of a fine grid unless others are given. Diagnostics: {@code unresolved}, the part of the credit that lies in blocks
 * that were not opened any further and is spread over them.
 */
public final class Owen extends RegionExplainer<Owen> {
    /** Number of coalitions. Option {@code samples}, {@code 1000} by default; at least 2. */
    public static final Option<Integer> SAMPLES = Option.integer(
            "samples", 1000, 2, Integer.MAX_VALUE, "coalitions to score beside the full and the empty one");

    /** Levels at which both orders are played. Option {@code both-orders}, {@code 3} by default; 0 to 64. */
    public static final Option<Integer> BOTH_ORDERS = Option.integer(
            "both-orders",
            3,
            0,
            64,
            "levels of the tree at which both orders of two halves are evaluated; of deeper ones one, drawn at random");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = Option.real(
            "accuracy",
            0,
            0,
            1,
            "stop when no more than this part of the credit lies in blocks that were not opened; 0 is never");

    private static final int CELLS = 28;
    private static final PerturbationOptions COMMON = PerturbationOptions.of(Score.OUTPUT, Baseline.blur());

    private Owen(Setup<Model> setup) {
        super("owen", setup, COMMON);
    }

    /** Owen values of the model's output over 28 × 28 cells, with absent ones blurred. */
    public static Owen of(Model model) {
        return new Owen(Setup.of(model, COMMON.regional(SAMPLES, BOTH_ORDERS, ACCURACY)))
                .segmenter(Segmenter.grid(CELLS, CELLS));
    }

    /** With another number of coalitions. */
    public Owen samples(int coalitions) {
        return with(SAMPLES, coalitions);
    }

    /** With both orders of two halves played at another number of levels. */
    public Owen bothOrders(int levels) {
        return with(BOTH_ORDERS, levels);
    }

    /** Stopping when no more than this part of the credit lies in blocks that were not opened. */
    public Owen accuracy(double unresolved) {
        return with(ACCURACY, unresolved);
    }

    @Override
    protected Owen copy(Setup<Model> other) {
        return new Owen(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        tracker.expect(get(SAMPLES) + 2L, 2);
        long samples = Math.min(get(SAMPLES), tracker.left() - 1);
        if (game instanceof CoalitionGame regions) {
            double[] areas =
                    Arrays.stream(regions.regions().areas()).asDoubleStream().toArray();
            return new OwenEstimator(game, RegionTree.of(regions.regions()), areas, get(BOTH_ORDERS), seed())
                    .estimate(full, samples, get(ACCURACY));
        }
        double[] equal = new double[game.players()];
        Arrays.fill(equal, 1);
        return new OwenEstimator(game, RegionTree.ofPlayers(game.players()), equal, get(BOTH_ORDERS), seed())
                .estimate(full, samples, get(ACCURACY));
    }
}
