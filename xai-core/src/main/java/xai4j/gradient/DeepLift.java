package xai4j.gradient;

import java.util.Arrays;
import java.util.List;
import xai4j.explain.Diagnostics;
import xai4j.explain.Option;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * DeepLIFT with the rescale rule (Shrikumar et al. 2017), and DeepSHAP (Lundberg and Lee 2017), its mean over a background: the
 * multiplier of each input value times its difference from the baseline.
 *
 * <p>The attributions of a class sum to its score minus the mean score of the background; what is missing is reported as
 * {@code completeness-gap}.
 */
public final class DeepLift extends InputAttribution<DeepLift> {
    /** What the image is compared with, for DeepLIFT. */
    public static final Option<Baseline> BASELINE = background(new Baseline.Zero());
    /** What the image is compared with, for DeepSHAP. */
    public static final Option<Baseline> BACKGROUND = background(Baseline.parse("black,mean,blur"));

    private final Option<Baseline> option;

    private DeepLift(String method, Option<Baseline> option, Setup<DifferentiableModel> setup) {
        super(method, setup);
        this.option = option;
    }

    static DeepLift lift(DifferentiableModel model) {
        return new DeepLift("deep-lift", BASELINE, Setup.of(model, SCORE, BATCH_SIZE, BASELINE));
    }

    static DeepLift shap(DifferentiableModel model) {
        return new DeepLift("deep-shap", BACKGROUND, Setup.of(model, SCORE, BATCH_SIZE, BACKGROUND));
    }

    /** This explainer with another baseline or background. */
    public DeepLift baseline(Baseline baseline) {
        return with(option, baseline);
    }

    @Override
    protected DeepLift copy(Setup<DifferentiableModel> other) {
        return new DeepLift(method(), option, other);
    }

    @Override
    Attributions attribute(Subject subject) {
        List<Tensor> baselines = get(option).images(subject.image());
        List<double[]> values = subject.zeros();
        double[] differences = new double[values.size()];
        float[] x = subject.x();
        for (Tensor baseline : baselines) {
            float[] from = baseline.toArray();
            Tensor batch = baseline.reshape(baseline.shape().prepend(1));
            Tensor scores = model().predict(batch, get(SCORE));
            subject.ask(new BackwardRule.DeepLift(batch), (i, t, multiplier, score) -> {
                for (int j = 0; j < x.length; j++) {
                    values.get(t)[j] += (double) multiplier[j] * (x[j] - from[j]) / baselines.size();
                }
                double before = scores.get(0, subject.targets().get(t).index());
                differences[t] += (subject.targets().get(t).score() - before) / baselines.size();
            });
        }
        return new Attributions(values, diagnostics(values, differences));
    }

    private static Diagnostics diagnostics(List<double[]> values, double[] differences) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < differences.length; t++) {
            String suffix = differences.length == 1 ? "" : "[" + t + "]";
            diagnostics = diagnostics
                    .with(
                            "completeness-gap" + suffix,
                            Arrays.stream(values.get(t)).sum() - differences[t])
                    .with("score-difference" + suffix, differences[t]);
        }
        return diagnostics;
    }

    private static Option<Baseline> background(Baseline byDefault) {
        return Option.of(
                        "baseline",
                        byDefault,
                        Baseline::parse,
                        Baseline::describe,
                        "images to compare with: zero, black, mean, blur, file:X.npy, or several")
                .alias("background");
    }
}
