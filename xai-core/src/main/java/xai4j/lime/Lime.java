package xai4j.lime;

import java.util.Optional;
import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.FitReserve;
import xai4j.explain.Option;
import xai4j.model.Model;
import xai4j.model.Score;

/**
 * LIME for images (Ribeiro, Singh, Guestrin 2016): hides random halves of the regions, and fits a ridge regression to the
 * probabilities, in which masks near the whole image weigh more. A region's value is its weight.
 *
 * <p>With at most {@code log2(samples)} regions all coalitions are asked about instead of a sample. Diagnostics: {@code
 * intercept}, {@code r2} (weighted), {@code local-prediction} (of the linear model for the whole image).
 */
public final class Lime extends RegionExplainer<Lime> {
    /** Number of masks. Option {@code samples}, {@code 1000} by default; 2 to 1048576. */
    public static final Option<Integer> SAMPLES = Option.integer(
            "samples", 1000, 2, PerturbationOptions.MOST_SAMPLES, "masks to score, the whole image among them");

    /** Width of the kernel. Option {@code kernel-width}, {@code 0.25} by default; at least 1.0E-6. */
    public static final Option<Double> KERNEL_WIDTH =
            Option.real("kernel-width", 0.25, 1e-6, Double.POSITIVE_INFINITY, "width of the kernel over distances");

    /** Kind of distance. Option {@code distance}, {@code cosine} by default; cosine, euclidean, hamming. */
    public static final Option<Distance> DISTANCE =
            Option.choice("distance", Distance.COSINE, "distance of a mask from the whole image");

    /** Strength of the penalty. Option {@code ridge}, {@code 1.0} by default; at least 0.0. */
    public static final Option<Double> RIDGE =
            Option.real("ridge", 1, 0, Double.POSITIVE_INFINITY, "strength of the ridge penalty");

    /** Number of regions in the linear model. Option {@code features}, {@code 0} by default; at least 0. */
    public static final Option<Integer> FEATURES = Option.integer(
                    "features", 0, 0, Integer.MAX_VALUE, "regions in the linear model; 0 is all")
            .alias("num-features");

    /**
     * How regions are chosen. Option {@code selection}, {@code auto} by default; auto, none, highest-weights,
     * forward-selection, lasso-path.
     */
    public static final Option<Selection> SELECTION =
            Option.choice("selection", Selection.AUTO, "how regions are chosen when fewer than all are wanted");

    /** When to stop early. Option {@code stable-top}, {@code 0} by default; at least 0. */
    public static final Option<Integer> STABLE_TOP = Option.integer(
            "stable-top",
            0,
            0,
            Integer.MAX_VALUE,
            "stop once it is certain which regions have so many largest weights; 0 is never");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = PerturbationOptions.ACCURACY;

    private static final PerturbationOptions COMMON = PerturbationOptions.of(Score.PROBABILITY, Baseline.mean());

    /** LIME with the original's defaults. */
    public Lime(Model model) {
        this(Setup.of(
                model,
                COMMON.regional(
                        SAMPLES,
                        KERNEL_WIDTH,
                        DISTANCE,
                        RIDGE,
                        FEATURES,
                        SELECTION,
                        STABLE_TOP,
                        ACCURACY,
                        PerturbationOptions.MASK_SAMPLING)));
    }

    private Lime(Setup<Model> setup) {
        super("lime", setup, COMMON);
    }

    /** With another number of masks. */
    public Lime samples(int masks) {
        return with(SAMPLES, masks);
    }

    /** With masks drawn in another way. */
    public Lime maskSampling(MaskSampling how) {
        return with(PerturbationOptions.MASK_SAMPLING, how);
    }

    /** With another width of the kernel. */
    public Lime kernelWidth(double width) {
        return with(KERNEL_WIDTH, width);
    }

    /** With another distance. */
    public Lime distance(Distance distance) {
        return with(DISTANCE, distance);
    }

    /** With another strength of the penalty. */
    public Lime ridge(double alpha) {
        return with(RIDGE, alpha);
    }

    /** With at most so many regions in the linear model; 0 is all. */
    public Lime features(int regions) {
        return with(FEATURES, regions);
    }

    /** With another way to choose regions. */
    public Lime selection(Selection how) {
        return with(SELECTION, how);
    }

    /** Stopping, before all samples are used, once it is certain which regions have so many largest weights. */
    public Lime stableTop(int regions) {
        return with(STABLE_TOP, regions);
    }

    /** Stopping when the largest standard error is this part of the largest weight. */
    public Lime accuracy(double relative) {
        return with(ACCURACY, relative);
    }

    @Override
    protected Lime copy(Setup<Model> other) {
        return new Lime(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        tracker.expect(get(SAMPLES));
        LimeEstimator estimator = new LimeEstimator(settings(), seed());
        long masks = FitReserve.keep(
                tracker,
                game.players(),
                Math.min(get(SAMPLES), tracker.left()),
                (players, rows) -> estimator.rehearse(players, rows, full.length));
        return estimator.estimate(game, full, masks);
    }

    @Override
    protected Optional<Lime> withPairs(int samples) {
        boolean isFree = get(PerturbationOptions.MASK_SAMPLING) == MaskSampling.COIN_FLIPS
                && get(STABLE_TOP) == 0
                && get(ACCURACY) == 0;
        return isFree && get(SAMPLES) <= samples
                ? Optional.of(maskSampling(MaskSampling.LEVERAGE_PAIRS).samples(samples))
                : Optional.empty();
    }

    @Override
    protected double bytesPerPair() {
        return RowGram.BYTES_PER_PAIR;
    }

    private LimeSettings settings() {
        return new LimeSettings(
                get(SAMPLES),
                get(PerturbationOptions.MASK_SAMPLING),
                get(DISTANCE),
                get(KERNEL_WIDTH),
                get(RIDGE),
                get(SELECTION),
                get(FEATURES),
                get(STABLE_TOP),
                get(ACCURACY));
    }
}
