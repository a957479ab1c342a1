package xai4j.gradient;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.baseline.Baseline;
import xai4j.explain.Option;
import xai4j.model.DifferentiableModel;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Tensor;

/**
 * Gradient SHAP, or expected gradients (Erion et al. 2021): integrated gradients with the way's point and the baseline drawn
 * at random, {@code mean of (x − b) · gradient(b + α (x − b))}. Diagnostics: {@code samples}, {@code relative-error} (largest standard error
 * over the largest value); a limit on time leaves as many points as it reached for.
 *
 * <p>The draws of point i depend on seed and i only, so the numbers are the same at any batch size.
 */
public final class GradientShap extends InputAttribution<GradientShap> {
    /** Random points. Option {@code samples}, {@code 50} by default; 1 to 100000. */
    public static final Option<Integer> SAMPLES = Option.integer("samples", 50, 1, 100_000, "random points");
    /** Seed of the draws. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of the draws");
    /** What the image is compared with. Option {@code baseline}, {@code black,mean,box-blur} by default. */
    public static final Option<Baseline> BASELINE = DeepLift.BACKGROUND;

    GradientShap(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, SAMPLES, BASELINE, SEED));
    }

    private GradientShap(Setup<DifferentiableModel> setup) {
        super("gradient-shap", setup);
    }

    /** This explainer with another number of points. */
    public GradientShap samples(int count) {
        return with(SAMPLES, count);
    }

    /** This explainer with other baselines. */
    public GradientShap baseline(Baseline baseline) {
        return with(BASELINE, baseline);
    }

    /** This explainer with another seed. */
    public GradientShap seed(long seed) {
        return with(SEED, seed);
    }

    @Override
    protected GradientShap copy(Setup<DifferentiableModel> other) {
        return new GradientShap(other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<Tensor> baselines = get(BASELINE).checkedImages(context.image(), get(SEED));
        return expected(
                context,
                baselines,
                get(SAMPLES),
                i -> new CounterRandom(get(SEED), i).uniform(0),
                i -> new CounterRandom(get(SEED), i).below(baselines.size(), 1));
    }

    /** The mean for given draws of α and baseline. */
    Attributions expected(
            AttributionContext context,
            List<Tensor> baselines,
            int samples,
            IntToDoubleFunction alpha,
            IntUnaryOperator baseline) {
        RunningMean products = new RunningMean(context.zeros(), context.zeros());
        float[] x = context.x();
        List<float[]> from = baselines.stream().map(Tensor::toArray).toList();
        context.askInTime(
                samples,
                (i, out) -> {
                    float[] b = from.get(baseline.applyAsInt(i));
                    double a = alpha.applyAsDouble(i);
                    for (int j = 0; j < x.length; j++) {
                        out.put(j, (float) (b[j] + a * (x[j] - b[j])));
                    }
                },
                (i, t, gradient) -> {
                    float[] b = from.get(baseline.applyAsInt(i));
                    for (int j = 0; j < x.length; j++) {
                        products.add(t, j, (double) gradient[j] * (x[j] - b[j]));
                    }
                    products.count(t);
                });
        return new Attributions(products.means(), products.diagnostics(samples, "random points"));
    }
}
