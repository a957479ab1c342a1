package xai4j.coalition.soft;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import xai4j.coalition.Estimate;
import xai4j.coalition.scoring.Composition;
import xai4j.coalition.scoring.FiniteScores;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.Diagnostics;
import xai4j.numeric.Parallel;
import xai4j.tensor.Tensor;

/** Looks at a picture through soft masks, {@code mask · image + (1 − mask) · fill}, and sums the masks up by the scores of what is left. */
public final class SoftMaskRun {
    private static final int CHUNK = 256;
    private static final int GROUPS = 64;

    /** Not more, so that a run of very many masks that a budget or a wanted accuracy ends early has groups to be compared as well. */
    private static final int LARGEST_GROUP = 16;

    private final ModelScorer scorer;
    private final SoftMasks.Sized masks;
    private final Tensor fill;
    private final Settings settings;

    /**
     * What is summed up.
     *
     * @param samples masks to score
     * @param probability mean of the masks
     * @param centred whether the mean score is subtracted
     * @param accuracy largest standard error over largest value at which to stop; 0 is never
     */
    public record Settings(int samples, double probability, boolean centred, double accuracy) {}

    /** Scores of masked pictures, whatever they are scores of. */
    @FunctionalInterface
    public interface PictureScores {
        /**
         * Scores pictures.
         *
         * @param count number of pictures
         * @param pictures gives each thread its own way to write picture {@code 0…count−1}, as {@link ModelScorer} takes it
         * @return {@code [count, T]}, row-major; fewer rows when a budget ended before
         */
        double[] of(int count, Supplier<Composition> pictures);
    }

    /**
     * Prepares.
     *
     * @param scorer holds the image
     * @param masks masks of the image's size
     * @param fill what is seen where nothing of the image is, of the image's shape
     */
    public SoftMaskRun(ModelScorer scorer, SoftMasks.Sized masks, Tensor fill, Settings settings) {
        this.scorer = scorer;
        this.masks = masks;
        this.fill = fill;
        this.settings = settings;
    }

    /**
     * Looks and sums up.
     *
     * @param original scores {@code [T]} of the whole picture
     * @param scores what is said of each masked picture
     * @throws IllegalArgumentException if the budget ended before two masks were scored
     * @throws xai4j.model.ModelException if a score is not finite
     */
    public SoftMaskMaps maps(double[] original, PictureScores scores) {
        SoftComposition.Layers layers = new SoftComposition.Layers(scorer.image(), fill);
        int targets = original.length;
        int width = scorer.image().input().width();
        int height = scorer.image().input().height();
        int group = Math.max(1, Math.min(LARGEST_GROUP, settings.samples() / GROUPS));
        int chunk = settings.accuracy() > 0 ? group * Math.max(1, CHUNK / group) : CHUNK;
        MaskSums sums = new MaskSums(masks, width, height, group, settings.probability(), original);
        Runnable adding = () -> {};
        for (int from = 0; from < settings.samples() && !isAccurate(sums, targets); from += chunk) {
            int first = from;
            int count = Math.min(chunk, settings.samples() - from);
            double[] scored = Parallel.beside(
                    adding,
                    () -> scores.of(count, () -> new SoftComposition(masks.pieces(width, height), first, layers)));
            FiniteScores.require(scorer.model().spec().name(), scored, targets, "masks", row -> first + row, row -> "");
            adding = () -> sums.add(first, scored);
            if (settings.accuracy() > 0) {
                adding.run();
                sums.read();
                adding = () -> {};
            }
            if (scored.length < count * targets) {
                break;
            }
        }
        adding.run();
        sums.read();
        if (sums.count() < 2) {
            throw new IllegalArgumentException("the budget is too small for RISE: fewer than two masks were scored");
        }
        List<Double> agreement =
                IntStream.range(0, targets).mapToObj(sums::agreement).toList();
        return new SoftMaskMaps(estimate(sums, targets), sums.count(), agreement);
    }

    private boolean isAccurate(MaskSums sums, int targets) {
        return settings.accuracy() > 0
                && sums.count() > 0
                && estimate(sums, targets).relativeError() <= settings.accuracy();
    }

    private Estimate estimate(MaskSums sums, int targets) {
        double[][] maps = new double[targets][];
        double[][] errors = new double[targets][];
        for (int t = 0; t < targets; t++) {
            maps[t] = sums.map(t, settings.probability(), settings.centred());
            errors[t] = sums.standardErrors(t, settings.centred());
        }
        return sums.hasErrors() ? Estimate.of(maps, errors, Diagnostics.NONE) : Estimate.of(maps, Diagnostics.NONE);
    }
}
