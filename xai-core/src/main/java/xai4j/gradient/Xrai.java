package xai4j.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * XRAI (Kapishnikov et al. 2019): integrated gradients from a black and a white baseline, summed over colours, rank overlapping regions of several
 * sizes; the region with the most attribution per pixel that is not yet covered comes first, then the next. A pixel's value is the mean
 * attribution of what its region added, so the map {@code [T, H, W]} sums to what the integrated gradients sum to.
 *
 * <p>Regions are those of Felzenszwalb and Huttenlocher at the scales of {@link #SCALES}, each widened by {@link #DILATION}. The smallest
 * region (150 pixels), the smallest step (50 pixels) and the widening (5 pixels) are those of the authors for images of 224×224, and shrink
 * and grow with the image.
 */
public final class Xrai extends ConfiguredExplainer<DifferentiableModel, SaliencyMap, Xrai> {
    /** Which score is explained. Option {@code score}, {@code logit} by default; logit, probability, output. */
    public static final Option<Score> SCORE = IntegratedGradients.SCORE;
    /** Gradients that are computed at once. Option {@code batch-size}, {@code 8} by default; 1 to 4096. */
    public static final Option<Integer> BATCH_SIZE = IntegratedGradients.BATCH_SIZE;
    /** Gradients per baseline. Option {@code steps}, {@code 100} by default; 1 to 100000. */
    public static final Option<Integer> STEPS = Option.integer("steps", 100, 1, 100_000, "gradients per baseline");
    /** Where the ways begin. Option {@code baseline}, {@code black,white} by default. */
    public static final Option<Baseline> BASELINE = BaselineOption.baseline(
            Baseline.several(List.of(Baseline.black(), Baseline.white())), "where the ways begin");
    /** Scales of the segmentations. Option {@code scales}, {@code 50.0,100.0,150.0,250.0,500.0,1200.0} by default. */
    public static final Option<List<Double>> SCALES = Option.of(
            "scales",
            List.of(50.0, 100.0, 150.0, 250.0, 500.0, 1200.0),
            Xrai::parseScales,
            Xrai::formatScales,
            "scales of the segmentations, positive numbers separated by commas");
    /** How far regions are widened. Option {@code dilation}, {@code 5.0} by default; 0.0 to 100.0. */
    public static final Option<Double> DILATION =
            Option.real("dilation", 5, 0, 100, "by how many pixels regions are widened, for an image of 224×224");

    private static final double REFERENCE_SIDE = 224;
    private static final int SMALLEST_REGION = 150;
    private static final int SMALLEST_GAIN = 50;

    Xrai(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, STEPS, BASELINE, SCALES, DILATION));
    }

    private Xrai(Setup<DifferentiableModel> setup) {
        super("xrai", setup);
    }

    private static List<Double> parseScales(String text) {
        List<Double> scales = Arrays.stream(text.split(","))
                .map(String::strip)
                .map(Double::valueOf)
                .toList();
        if (scales.stream().anyMatch(scale -> !(scale > 0) || scale.isInfinite())) {
            throw new IllegalArgumentException("\"" + text + "\" are no scales: positive numbers are expected");
        }
        return scales;
    }

    private static String formatScales(List<Double> scales) {
        return String.join(",", scales.stream().map(String::valueOf).toList());
    }

    /** This explainer for another score. */
    public Xrai score(Score score) {
        return with(SCORE, score);
    }

    /** This explainer with another number of gradients per baseline. */
    public Xrai steps(int count) {
        return with(STEPS, count);
    }

    /** This explainer with other baselines. */
    public Xrai baseline(Baseline baseline) {
        return with(BASELINE, baseline);
    }

    /** This explainer with segmentations of other scales. */
    public Xrai scales(Double... scales) {
        return with(SCALES, List.of(scales));
    }

    @Override
    protected Xrai copy(Setup<DifferentiableModel> other) {
        return new Xrai(other);
    }

    @Override
    protected Score score() {
        return get(SCORE);
    }

    @Override
    protected SaliencyMap explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Deadline deadline = deadline();
        SaliencyMap gradients = GradientMethods.integratedGradients(model())
                .target(get(TARGET))
                .score(get(SCORE))
                .batchSize(get(BATCH_SIZE))
                .steps(get(STEPS))
                .baseline(get(BASELINE))
                .set(MAX_SECONDS.name(), MAX_SECONDS.format(get(MAX_SECONDS)))
                .clock(clock())
                .onProgress(progress())
                .explain(image);
        long evaluations = gradients.provenance().evaluations();
        RegionRanking ranking = ranking(image, deadline, evaluations);
        int height = image.input().height();
        int width = image.input().width();
        int targets = gradients.targets().size();
        Tensor values = Tensor.zeros(Shape.of(targets, height, width));
        for (int t = 0; t < targets; t++) {
            deadline.check(evaluations);
            values.row(t)
                    .buffer()
                    .put(ranking.rank(summed(gradients.values().row(t)), () -> deadline.check(evaluations)));
        }
        return new SaliencyMap(
                shown(gradients.targets(), image.mapping()),
                values,
                height,
                width,
                image.mapping(),
                provenance(image, get(SCORE), evaluations, start),
                new Diagnostics(
                                gradients.diagnostics().measures(),
                                gradients.diagnostics().verdicts())
                        .with("regions", ranking.size()));
    }

    private static double[] summed(Tensor channels) {
        int area = channels.shape().dim(1) * channels.shape().dim(2);
        double[] sum = new double[area];
        for (int i = 0; i < channels.size(); i++) {
            sum[i % area] += channels.at(i);
        }
        return sum;
    }

    private RegionRanking ranking(PreparedImage image, Deadline deadline, long evaluations) {
        double area = (double) image.input().height() * image.input().width() / (REFERENCE_SIDE * REFERENCE_SIDE);
        List<Segmentation> cuts = new ArrayList<>();
        for (double scale : get(SCALES)) {
            deadline.check(evaluations);
            int smallest = Math.max(1, (int) Math.round(SMALLEST_REGION * area));
            cuts.add(Segmenter.felzenszwalb(scale, smallest).segment(image.modelPicture()));
        }
        int dilation = (int) Math.round(get(DILATION) * Math.sqrt(area));
        return RegionRanking.of(cuts, dilation, Math.max(1, (int) Math.round(SMALLEST_GAIN * area)));
    }
}
