package xai4j.gradient;

import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
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
    /** What the image is compared with, for DeepLIFT. Option {@code baseline}, {@code zero} by default. */
    public static final Option<Baseline> BASELINE = BaselineOption.background(Baseline.zero());
    /**
     * What the image is compared with, for DeepSHAP and gradient SHAP. Option {@code baseline}, {@code
     * black,mean,box-blur} by default.
     */
    public static final Option<Baseline> BACKGROUND =
            BaselineOption.background(Baseline.several(List.of(Baseline.black(), Baseline.mean(), Baseline.boxBlur())));

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
    protected Attributions attribute(AttributionContext context) {
        List<Tensor> baselines = get(option).checkedImages(context.image(), 0);
        List<float[]> from = baselines.stream().map(Tensor::toArray).toList();
        List<double[]> values = context.zeros();
        float[] x = context.x();
        context.ask(
                baselines.size(),
                (i, out) -> out.put(x),
                at -> new BackwardRule.DeepLift(batch(baselines, at)),
                (i, t, multiplier) -> {
                    for (int j = 0; j < x.length; j++) {
                        values.get(t)[j] += (double) multiplier[j] * (x[j] - from.get(i)[j]) / baselines.size();
                    }
                });
        Completeness completeness = new Completeness(values, context.differences(baselines));
        return new Attributions(values, completeness.diagnostics("an operator lets relevance through unscaled"));
    }

    private static Tensor batch(List<Tensor> baselines, int[] at) {
        Tensor batch = Tensor.zeros(baselines.get(0).shape().prepend(at.length));
        for (int row = 0; row < at.length; row++) {
            batch.row(row).buffer().put(baselines.get(at[row]).buffer());
        }
        return batch;
    }
}
