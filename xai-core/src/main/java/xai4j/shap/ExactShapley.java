package xai4j.shap;

import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.FitReserve;
import xai4j.model.Model;
import xai4j.shap.kernel.Estimator;
import xai4j.shap.kernel.KernelShapEstimator;
import xai4j.shap.kernel.KernelShapSettings;
import xai4j.shap.kernel.Sampling;

/**
 * Shapley values from all {@code 2^M} coalitions, for at most 20 regions. When a budget does not allow all of them the values are estimated
 * from as many as it allows, with standard errors, as {@link KernelShap} does.
 */
public final class ExactShapley extends RegionExplainer<ExactShapley> {
    /** Exact Shapley values of the model's output with absent regions in their mean colour. */
    public ExactShapley(Model model) {
        this(Setup.of(model, KernelShap.COMMON.regional()));
    }

    private ExactShapley(Setup<Model> setup) {
        super("exact-shapley", setup, KernelShap.COMMON);
    }

    @Override
    protected ExactShapley copy(Setup<Model> other) {
        return new ExactShapley(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        int players = game.players();
        if (players > KernelShapEstimator.MOST_ENUMERABLE) {
            throw new IllegalArgumentException("exact Shapley values of " + players + " regions need 2^" + players
                    + " model calls; at most " + KernelShapEstimator.MOST_ENUMERABLE
                    + " regions are possible: choose a coarser segmentation, or kernel-shap");
        }
        tracker.expect(1L << players, 2);
        KernelShapSettings settings =
                new KernelShapSettings(1 << players, Sampling.LEVERAGE, Estimator.REGRESSION, 0, 0, seed());
        KernelShapEstimator estimator = new KernelShapEstimator(settings);
        long pairs = FitReserve.keep(
                tracker,
                players,
                Math.min(tracker.left(), 1L << players) / 2,
                (few, rows) -> estimator.rehearse(few, rows, game.targets()));
        return estimator.estimate(
                game,
                full,
                Math.min(tracker.left(), 2 * pairs + 1),
                tracker.budget().isTimed());
    }
}
