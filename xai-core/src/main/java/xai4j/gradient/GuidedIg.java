package xai4j.gradient;

import java.util.ArrayList;
import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.baseline.Baseline;
import xai4j.explain.Option;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * Guided integrated gradients (Kapishnikov et al. 2021): integrated gradients along a way that at each step moves those inputs first
 * whose gradients are smallest, so that noise on the straight way does not count. Every target has a way of its own. What the sum misses of
 * the score difference is reported as {@code completeness-gap}.
 */
public final class GuidedIg extends InputAttribution<GuidedIg> {
    /** Gradients per baseline and target. Option {@code steps}, {@code 200} by default; 1 to 100000. */
    public static final Option<Integer> STEPS =
            Option.integer("steps", 200, 1, 100_000, "gradients per baseline and target");
    /** How many inputs move at once. Option {@code fraction}, {@code 0.25} by default; 0.01 to 1.0. */
    public static final Option<Double> FRACTION = Option.real(
            "fraction", 0.25, 0.01, 1, "share of the inputs, those of smallest gradients, that move at once");
    /**
     * How far the way may be from the straight one. Option {@code max-distance}, {@code 0.02} by default; 0.0 to 1.0.
     */
    public static final Option<Double> MAX_DISTANCE = Option.real(
            "max-distance", 0.02, 0, 1, "how far each input may be from where it would be on the straight way");
    /** Where the way begins. Option {@code baseline}, {@code zero} by default. */
    public static final Option<Baseline> BASELINE = IntegratedGradients.BASELINE;

    GuidedIg(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, STEPS, FRACTION, MAX_DISTANCE, BASELINE));
    }

    private GuidedIg(Setup<DifferentiableModel> setup) {
        super("guided-ig", setup);
    }

    /** This explainer with another number of steps. */
    public GuidedIg steps(int count) {
        return with(STEPS, count);
    }

    /** This explainer with another share of the inputs that move at once. */
    public GuidedIg fraction(double share) {
        return with(FRACTION, share);
    }

    /** This explainer with another distance from the straight way; 0 is integrated gradients. */
    public GuidedIg maxDistance(double share) {
        return with(MAX_DISTANCE, share);
    }

    /** This explainer with another baseline. */
    public GuidedIg baseline(Baseline baseline) {
        return with(BASELINE, baseline);
    }

    @Override
    protected GuidedIg copy(Setup<DifferentiableModel> other) {
        return new GuidedIg(other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<Tensor> baselines = get(BASELINE).checkedImages(context.image(), 0);
        double[] differences = context.differences(baselines);
        List<double[]> values = new ArrayList<>();
        for (int t = 0; t < differences.length; t++) {
            double[] mean = new double[context.x().length];
            for (Tensor baseline : baselines) {
                double[] found = along(context, t, baseline.toArray());
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += found[j] / baselines.size();
                }
            }
            values.add(mean);
        }
        return new Attributions(
                values,
                new Completeness(values, differences)
                        .diagnostics(Completeness.remedy(model(), "take more steps, or a smaller max-distance")));
    }

    private double[] along(AttributionContext context, int t, float[] baseline) {
        GuidedPath path = new GuidedPath(baseline, context.x(), get(FRACTION), get(MAX_DISTANCE));
        for (int step = 1; step <= get(STEPS) && !path.isDone(); step++) {
            stopIfInterrupted();
            path.advance(context.gradient(t, path.point()), (double) step / get(STEPS));
        }
        return path.attributions();
    }
}
