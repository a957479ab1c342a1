package xai4j.gradient;

import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.Option;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * Integrated gradients (Sundararajan et al. 2017): the mean gradient on the straight way from a baseline to the image,
 * times the way. The attributions sum to the difference of the scores, up to the error of the quadrature, which is
 * reported as {@code completeness-gap}.
 */
public final class IntegratedGradients extends InputAttribution<IntegratedGradients> {
    /** Gradients per baseline. */
    public static final Option<Integer> STEPS = Option.integer("steps", 50, 1, 100_000, "gradients per baseline");
    /** How the integral is approximated. */
    public static final Option<Quadrature> RULE = Option.choice(
                    "rule", Quadrature.GAUSS_LEGENDRE, "how the integral is approximated")
            .alias("quadrature");
    /** Where the way begins. */
    public static final Option<Baseline> BASELINE = Option.of(
            "baseline",
            (Baseline) new Baseline.Zero(),
            Baseline::parse,
            Baseline::describe,
            "where the way begins: " + Baseline.CHOICES + ", or several");
    /** Share of the score difference that may be missing before the steps are doubled. */
    public static final Option<Double> MAX_GAP = Option.real(
            "max-gap",
            0.0,
            0,
            1,
            "double the steps until the gap is below this share of the score difference; 0 never");

    private static final int MOST_STEPS = 6400;

    IntegratedGradients(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, STEPS, RULE, BASELINE, MAX_GAP));
    }

    private IntegratedGradients(Setup<DifferentiableModel> setup) {
        super("integrated-gradients", setup);
    }

    /** This explainer with another number of steps. */
    public IntegratedGradients steps(int count) {
        return with(STEPS, count);
    }

    /** This explainer with another quadrature. */
    public IntegratedGradients rule(Quadrature rule) {
        return with(RULE, rule);
    }

    /** This explainer with another baseline. */
    public IntegratedGradients baseline(Baseline baseline) {
        return with(BASELINE, baseline);
    }

    /** This explainer, doubling its steps until the gap is small enough. */
    public IntegratedGradients maxGap(double share) {
        return with(MAX_GAP, share);
    }

    @Override
    protected IntegratedGradients copy(Setup<DifferentiableModel> other) {
        return new IntegratedGradients(other);
    }

    @Override
    protected Attributions attribute(AttributionContext subject) {
        List<Tensor> baselines = get(BASELINE).images(subject.image());
        double[] differences = subject.differences(baselines);
        int steps = get(STEPS);
        Completeness found = new Completeness(integrate(subject, baselines, steps), differences);
        while (get(MAX_GAP) > 0 && found.worst() > get(MAX_GAP) && steps < MOST_STEPS) {
            steps *= 2;
            found = new Completeness(integrate(subject, baselines, steps), differences);
        }
        return new Attributions(
                found.values(), found.diagnostics("use more steps").with("steps", steps));
    }

    private List<double[]> integrate(AttributionContext subject, List<Tensor> baselines, int steps) {
        Quadrature.Nodes nodes = get(RULE).nodes(steps);
        List<double[]> values = subject.zeros();
        float[] x = subject.x();
        for (Tensor baseline : baselines) {
            float[] from = baseline.toArray();
            List<double[]> means = subject.zeros();
            subject.ask(
                    steps,
                    (i, out) -> {
                        for (int j = 0; j < x.length; j++) {
                            out.put(j, (float) (from[j] + nodes.at(i) * (x[j] - from[j])));
                        }
                    },
                    (i, t, gradient) -> {
                        for (int j = 0; j < x.length; j++) {
                            means.get(t)[j] += nodes.weight(i) * gradient[j];
                        }
                    });
            for (int t = 0; t < values.size(); t++) {
                for (int j = 0; j < x.length; j++) {
                    values.get(t)[j] += means.get(t)[j] * (x[j] - from[j]) / baselines.size();
                }
            }
        }
        return values;
    }
}
