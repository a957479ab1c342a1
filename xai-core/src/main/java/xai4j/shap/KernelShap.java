package xai4j.shap;

import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.FitReserve;
import xai4j.explain.Option;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.shap.kernel.Estimator;
import xai4j.shap.kernel.KernelShapEstimator;
import xai4j.shap.kernel.KernelShapSettings;
import xai4j.shap.kernel.Sampling;

/**
 * KernelSHAP (Lundberg and Lee 2017): Shapley values of regions as the solution of a weighted regression on sampled coalitions, whose sum is
 * exactly what the whole image scores above the empty one. All targets share the same model calls.
 *
 * <p>Games that the samples can enumerate give exact values with standard errors of zero. Diagnostics: {@code empty-score}, {@code
 * completeness-gap}, {@code relative-error} (largest standard error over largest value).
 */
public final class KernelShap extends RegionExplainer<KernelShap> {
    /** Number of coalitions. Option {@code samples}, {@code 1000} by default; 2 to 1048576. */
    public static final Option<Integer> SAMPLES = Option.integer(
            "samples",
            1000,
            2,
            PerturbationOptions.MOST_SAMPLES,
            "coalitions to score beside the full and the empty one");

    /** How coalitions are drawn. Option {@code sampling}, {@code leverage} by default; leverage, kernel, textbook. */
    public static final Option<Sampling> SAMPLING =
            Option.choice("sampling", Sampling.LEVERAGE, "how coalitions are drawn");

    /**
     * How values are computed. Option {@code estimator}, {@code adjusted-regression} by default; adjusted-regression,
     * regression, gaussian-process.
     */
    public static final Option<Estimator> ESTIMATOR = Option.choice(
            "estimator", Estimator.ADJUSTED_REGRESSION, "how values are computed from the values of coalitions");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = PerturbationOptions.ACCURACY;

    /** Number of regions that may be worth something. Option {@code features}, {@code 0} by default; at least 0. */
    public static final Option<Integer> FEATURES = Option.integer(
                    "features",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "regions that may be worth something, chosen by a lasso path; 0 is all")
            .alias("num-features");

    static final PerturbationOptions COMMON = PerturbationOptions.of(Score.OUTPUT, Baseline.mean());

    /** KernelSHAP of the model's output with absent regions in their mean colour. */
    public KernelShap(Model model) {
        this(Setup.of(model, COMMON.regional(SAMPLES, SAMPLING, ESTIMATOR, ACCURACY, FEATURES)));
    }

    private KernelShap(Setup<Model> setup) {
        super("kernel-shap", setup, COMMON);
    }

    /** With another number of coalitions. */
    public KernelShap samples(int coalitions) {
        return with(SAMPLES, coalitions);
    }

    /** With another way to draw coalitions. */
    public KernelShap sampling(Sampling how) {
        return with(SAMPLING, how);
    }

    /** With another way to compute values. */
    public KernelShap estimator(Estimator how) {
        return with(ESTIMATOR, how);
    }

    /** Stopping when the largest standard error is this part of the largest value. */
    public KernelShap accuracy(double relative) {
        return with(ACCURACY, relative);
    }

    /** With at most so many regions worth something, chosen by a lasso path; 0 is all. */
    public KernelShap features(int regions) {
        return with(FEATURES, regions);
    }

    @Override
    protected KernelShap copy(Setup<Model> other) {
        return new KernelShap(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        tracker.expect(get(SAMPLES) + 2L, 2);
        KernelShapSettings settings = new KernelShapSettings(
                get(SAMPLES), get(SAMPLING), get(ESTIMATOR), get(ACCURACY), get(FEATURES), seed());
        KernelShapEstimator estimator = new KernelShapEstimator(settings);
        return estimator.estimate(
                game,
                full,
                affordable(estimator, game, tracker),
                tracker.budget().isTimed());
    }

    /** Coalitions that the budget allows beside the grand one; time must reach for their drawing and their fit too. */
    private long affordable(KernelShapEstimator estimator, Game game, BudgetTracker tracker) {
        long wanted = Math.min(tracker.left(), get(SAMPLES) + 1L);
        int targets = game.targets();
        long pairs = get(ESTIMATOR) == Estimator.GAUSSIAN_PROCESS
                ? estimator.keepForProcess(tracker, game.players(), wanted / 2, targets)
                : FitReserve.keep(
                        tracker,
                        game.players(),
                        wanted / 2,
                        (players, rows) -> estimator.rehearse(players, rows, targets));
        return Math.min(wanted, 2 * pairs + 1);
    }

    @Override
    protected int pairedSamples() {
        return get(SAMPLING) == Sampling.LEVERAGE && get(ACCURACY) == 0 ? get(SAMPLES) : 0;
    }

    @Override
    protected double bytesPerPair() {
        return RowGram.BYTES_PER_PAIR;
    }
}
