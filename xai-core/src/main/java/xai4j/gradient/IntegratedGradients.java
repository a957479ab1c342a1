package xai4j.gradient;

import java.util.Arrays;
import java.util.List;
import xai4j.explain.Diagnostics;
import xai4j.explain.Option;
import xai4j.model.BackwardRule;
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
            "where the way begins: zero, black, mean, blur, file:X.npy, or several");
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
    Attributions attribute(Subject subject) {
        List<Tensor> baselines = get(BASELINE).images(subject.image());
        double[] differences = differences(subject, baselines);
        int steps = get(STEPS);
        List<double[]> values = integrate(subject, baselines, steps);
        while (get(MAX_GAP) > 0 && gap(values, differences) > get(MAX_GAP) && steps < MOST_STEPS) {
            steps *= 2;
            values = integrate(subject, baselines, steps);
        }
        return new Attributions(values, diagnostics(values, differences, steps));
    }

    private List<double[]> integrate(Subject subject, List<Tensor> baselines, int steps) {
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
                    BackwardRule.GRADIENT,
                    (i, t, gradient, score) -> {
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

    /** Per target the score of the image minus the mean score of the baselines. */
    private double[] differences(Subject subject, List<Tensor> baselines) {
        double[] differences = new double[subject.targets().size()];
        for (int t = 0; t < differences.length; t++) {
            differences[t] = subject.targets().get(t).score();
        }
        for (Tensor baseline : baselines) {
            Tensor scores = model().predict(baseline.reshape(baseline.shape().prepend(1)), get(SCORE));
            for (int t = 0; t < differences.length; t++) {
                differences[t] -= scores.get(0, subject.targets().get(t).index()) / (double) baselines.size();
            }
        }
        return differences;
    }

    /** The largest gap over the targets, as a share of the score difference. */
    private static double gap(List<double[]> values, double[] differences) {
        double worst = 0;
        for (int t = 0; t < differences.length; t++) {
            double missing = Math.abs(Arrays.stream(values.get(t)).sum() - differences[t]);
            worst = Math.max(worst, missing / Math.max(1e-12, Math.abs(differences[t])));
        }
        return worst;
    }

    private Diagnostics diagnostics(List<double[]> values, double[] differences, int steps) {
        Diagnostics diagnostics = Diagnostics.NONE.with("steps", steps);
        for (int t = 0; t < differences.length; t++) {
            String suffix = differences.length == 1 ? "" : "[" + t + "]";
            diagnostics = diagnostics
                    .with(
                            "completeness-gap" + suffix,
                            Arrays.stream(values.get(t)).sum() - differences[t])
                    .with("score-difference" + suffix, differences[t]);
        }
        double gap = gap(values, differences);
        return gap > 0.05
                ? diagnostics.with(String.format(
                        java.util.Locale.ROOT,
                        "the attributions miss the score difference by %.0f %%; use more steps",
                        100 * gap))
                : diagnostics;
    }
}
