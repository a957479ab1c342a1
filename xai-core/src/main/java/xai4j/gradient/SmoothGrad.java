package xai4j.gradient;

import java.util.List;
import java.util.function.IntFunction;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.Option;
import xai4j.model.DifferentiableModel;
import xai4j.numeric.CounterRandom;

/**
 * SmoothGrad (Smilkov et al. 2017), SmoothGrad² and VarGrad (Adebayo et al. 2018): mean, mean square and (biased) variance of
 * the gradients at noisy copies of the image. Diagnostics: {@code samples}, {@code relative-error} (largest standard error of the mean gradient
 * over its largest value); a limit on time leaves as many copies as it reached for.
 *
 * <p>The noise of copy i depends on seed and i only, so the numbers are the same at any batch size.
 */
public final class SmoothGrad extends InputAttribution<SmoothGrad> {
    /** Noisy copies. Option {@code samples}, {@code 50} by default; 1 to 100000. */
    public static final Option<Integer> SAMPLES = Option.integer("samples", 50, 1, 100_000, "noisy copies");
    /** Deviation of the noise. Option {@code noise}, {@code 0.15} by default; 0.0 to 10.0. */
    public static final Option<Double> NOISE =
            Option.real("noise", 0.15, 0, 10, "standard deviation of the noise as a share of the image's value range");
    /** Seed of the noise. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of the noise");

    /** What is made of the gradients. */
    enum Statistic {
        MEAN,
        MEAN_SQUARE,
        VARIANCE
    }

    private final Statistic statistic;

    SmoothGrad(String method, Statistic statistic, DifferentiableModel model) {
        this(method, statistic, Setup.of(model, SCORE, BATCH_SIZE, SAMPLES, NOISE, SEED));
    }

    private SmoothGrad(String method, Statistic statistic, Setup<DifferentiableModel> setup) {
        super(method, setup);
        this.statistic = statistic;
    }

    /** This explainer with another number of copies. */
    public SmoothGrad samples(int count) {
        return with(SAMPLES, count);
    }

    /** This explainer with another noise. */
    public SmoothGrad noise(double shareOfRange) {
        return with(NOISE, shareOfRange);
    }

    /** This explainer with another seed. */
    public SmoothGrad seed(long seed) {
        return with(SEED, seed);
    }

    @Override
    protected SmoothGrad copy(Setup<DifferentiableModel> other) {
        return new SmoothGrad(method(), statistic, other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        double deviation = get(NOISE) * range(context.x());
        int size = context.x().length;
        return smooth(context, get(SAMPLES), i -> {
            CounterRandom draws = new CounterRandom(get(SEED), i);
            float[] noise = new float[size];
            for (int j = 0; j < size; j++) {
                noise[j] = (float) (deviation * draws.normal(j));
            }
            return noise;
        });
    }

    /** The statistic for given noise. */
    Attributions smooth(AttributionContext context, int samples, IntFunction<float[]> noise) {
        RunningMean gradients = new RunningMean(context.zeros(), context.zeros());
        context.askInTime(
                samples,
                (i, out) -> {
                    float[] added = noise.apply(i);
                    for (int j = 0; j < added.length; j++) {
                        out.put(j, context.x()[j] + added[j]);
                    }
                },
                (i, t, gradient) -> {
                    for (int j = 0; j < gradient.length; j++) {
                        gradients.add(t, j, gradient[j]);
                    }
                    gradients.count(t);
                });
        List<double[]> values = context.zeros();
        for (int t = 0; t < values.size(); t++) {
            double[] result = values.get(t);
            for (int j = 0; j < result.length; j++) {
                double mean = gradients.mean(t, j);
                double square = gradients.meanSquare(t, j);
                result[j] = switch (statistic) {
                    case MEAN -> mean;
                    case MEAN_SQUARE -> square;
                    case VARIANCE -> Math.max(0, square - mean * mean);
                };
            }
        }
        return new Attributions(values, gradients.diagnostics(samples, "noisy copies"));
    }

    private static double range(float[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return max > min ? max - min : 1;
    }
}
