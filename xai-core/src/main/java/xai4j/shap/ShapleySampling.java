package xai4j.shap;

import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.Option;
import xai4j.model.Model;
import xai4j.shap.permutation.PermutationEstimator;
import xai4j.shap.permutation.Permutations;

/**
 * Shapley values from sampled orders of uncovering the regions (Castro, Gómez, Tejada 2009): unbiased at any number of orders, each of which
 * costs a model call per region. Orders come in units that even each other out (pairs of an order and its reverse, unless another scheme is chosen);
 * only whole units are played as soon as there is one. Standard errors need two units; ± 1.96 of them are the 95 % interval.
 */
public final class ShapleySampling extends RegionExplainer<ShapleySampling> {
    /** Number of model calls. Option {@code samples}, {@code 2000} by default; 1 to 1048576. */
    public static final Option<Integer> SAMPLES = Option.integer(
            "samples",
            2000,
            1,
            PerturbationOptions.MOST_SAMPLES,
            "coalitions to score; at least one whole order is evaluated");

    /** Number of orders. Option {@code permutations}, {@code 0} by default; 0 to 16777216. */
    public static final Option<Integer> ORDERS = Option.integer(
            "permutations",
            0,
            0,
            1 << 24,
            "orders to evaluate, rounded down to whole units; 0 is as many as the samples allow");

    /**
     * How orders are drawn. Option {@code scheme}, {@code antithetic} by default; antithetic, independent, stratified.
     */
    public static final Option<Permutations> SCHEME =
            Option.choice("scheme", Permutations.ANTITHETIC, "how orders are drawn");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = PerturbationOptions.ACCURACY;

    /** Permutation sampling of the model's output with absent regions in their mean colour. */
    public ShapleySampling(Model model) {
        this(Setup.of(model, KernelShap.COMMON.regional(SAMPLES, ORDERS, SCHEME, ACCURACY)));
    }

    private ShapleySampling(Setup<Model> setup) {
        super("shapley-sampling", setup, KernelShap.COMMON);
    }

    /** With another number of coalitions. */
    public ShapleySampling samples(int coalitions) {
        return with(SAMPLES, coalitions);
    }

    /** With a number of orders instead of coalitions. */
    public ShapleySampling permutations(int orders) {
        return with(ORDERS, orders);
    }

    /** With another way to draw orders. */
    public ShapleySampling scheme(Permutations how) {
        return with(SCHEME, how);
    }

    /** Stopping when the largest standard error is this part of the largest value. */
    public ShapleySampling accuracy(double relative) {
        return with(ACCURACY, relative);
    }

    @Override
    protected ShapleySampling copy(Setup<Model> other) {
        return new ShapleySampling(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        int players = game.players();
        int calls = Math.max(1, players - 1);
        if ((long) get(ORDERS) * calls > PerturbationOptions.MOST_SAMPLES) {
            throw new IllegalArgumentException(get(ORDERS) + " permutations of " + players + " regions are "
                    + (long) get(ORDERS) * calls + " coalitions; at most " + PerturbationOptions.MOST_SAMPLES
                    + " can be scored");
        }
        int unit = get(SCHEME).unit(players);
        int orders = whole(get(ORDERS) > 0 ? get(ORDERS) : Math.max(1, get(SAMPLES) / calls), unit);
        int affordable = whole((int) Math.max(1, Math.min(orders, (tracker.left() - 1) / calls)), unit);
        tracker.expect(2L + (long) orders * calls, calls * Math.min(unit, affordable));
        int[][] drawn = get(SCHEME).draw(players, affordable, seed());
        return new PermutationEstimator(drawn, unit, get(ACCURACY)).estimate(game, full);
    }

    /** Orders in whole units of those that belong together; a part of a unit only where there is not even one. */
    private static int whole(int orders, int unit) {
        return orders < unit ? orders : orders - orders % unit;
    }
}
