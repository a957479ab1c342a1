package xai4j.coalition;

import java.time.Duration;
import java.util.stream.Stream;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.coalition.scoring.Budget;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.model.Score;
import xai4j.segment.Segmenter;

/**
 * The options that every perturbation method has; their defaults for score and fill differ between families.
 *
 * @param score which number of a class is explained
 * @param fill what is seen where regions are absent
 */
public record PerturbationOptions(Option<Score> score, Option<Baseline> fill) {
    /**
     * Most samples that a method over regions takes: all are drawn before the first is scored, and so many still are in about a second.
     */
    public static final int MOST_SAMPLES = 1 << 20;

    private static final int DEFAULT_REGIONS = 60;

    /** Seed of everything that is drawn. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of everything that is drawn");

    /** Images per model call. Option {@code batch-size}, {@code 0} by default; 0 to 65536. */
    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch-size", 0, 0, 65536, "images per model call; 0 chooses by itself");

    /** Limit on model evaluations. Option {@code max-evaluations}, {@code 0} by default; at least 0. */
    public static final Option<Integer> MAX_EVALUATIONS =
            Option.integer("max-evaluations", 0, 0, Integer.MAX_VALUE, "most images to score; 0 is no limit");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = Option.real(
            "accuracy", 0, 0, 1, "stop when the largest standard error is this part of the largest value; 0 is never");

    /** Where images are composed. Option {@code composing}, {@code auto} by default; auto, java, model. */
    public static final Option<Composing> COMPOSING =
            Option.choice("composing", Composing.AUTO, "where perturbed images are made: in Java or next to the model");

    /** How coalitions of regions are drawn. Option {@code mask-sampling}, {@code coin-flips} by default; coin-flips, leverage-pairs. */
    public static final Option<MaskSampling> MASK_SAMPLING = Option.choice(
            "mask-sampling",
            MaskSampling.COIN_FLIPS,
            "how masks over regions are drawn: coin-flips, or leverage-pairs, which are KernelSHAP's and weighted");

    /** How the image is cut into regions. Option {@code segmenter}, {@code slic:60,compactness=10.0} by default. */
    public static final Option<Segmenter> SEGMENTER = Option.of(
                    "segmenter",
                    Segmenter.slic(DEFAULT_REGIONS),
                    Segmenter::parse,
                    Segmenter::toString,
                    "regions: slic:COUNT, grid:COLUMNSxROWS, quickshift, file:PATH of an integer .npy map, …")
            .readingFiles(text -> text.strip().startsWith("file"));

    /** Declares the shared options with a family's defaults. */
    public static PerturbationOptions of(Score score, Baseline fill) {
        return new PerturbationOptions(
                Option.choice("score", score, "which number of a class is explained"), BaselineOption.fill(fill));
    }

    /** The shared options of methods over regions, followed by a method's own. */
    public Option<?>[] regional(Option<?>... own) {
        return Stream.concat(Stream.of(SEGMENTER), Stream.of(pixelwise(own))).toArray(Option<?>[]::new);
    }

    /** The shared options of methods that have their own masks, followed by a method's own. */
    public Option<?>[] pixelwise(Option<?>... own) {
        return Stream.concat(Stream.of(fill, score, SEED, BATCH_SIZE, MAX_EVALUATIONS, COMPOSING), Stream.of(own))
                .toArray(Option<?>[]::new);
    }

    /** The budget that the options set. */
    public static Budget budget(Options options) {
        int evaluations = options.get(MAX_EVALUATIONS);
        double seconds = options.get(ConfiguredExplainer.MAX_SECONDS);
        return new Budget(
                evaluations > 0 ? evaluations : Budget.UNLIMITED.evaluations(),
                seconds > 0 ? Duration.ofNanos(Math.max(1, (long) (seconds * 1e9))) : Budget.UNLIMITED.time());
    }
}
