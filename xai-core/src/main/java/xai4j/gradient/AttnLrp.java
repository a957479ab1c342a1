package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.LrpComposite;

/**
 * AttnLRP (Achtibat et al. 2024): layer-wise relevance propagation whose rules hold for transformers, those of {@link
 * BackwardRule.AttentionLrp}. The relevance that starts at the class is its score. The softmax's rule and biases, positional embeddings and
 * class tokens among them, absorb some of it: {@code relevance-kept} is the share that arrives.
 */
public final class AttnLrp extends InputAttribution<AttnLrp> {
    /** Stabiliser. Option {@code epsilon}, {@code 1.0E-6} by default; 1.0E-12 to 1000000.0. */
    public static final Option<Double> EPSILON =
            Option.real("epsilon", LrpComposite.EPSILON, 1e-12, 1e6, "stabiliser of what is divided by");

    AttnLrp(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, EPSILON));
    }

    private AttnLrp(Setup<DifferentiableModel> setup) {
        super("attn-lrp", setup);
    }

    /** This explainer with another stabiliser. */
    public AttnLrp epsilon(double epsilon) {
        return with(EPSILON, epsilon);
    }

    @Override
    protected AttnLrp copy(Setup<DifferentiableModel> other) {
        return new AttnLrp(other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(new BackwardRule.AttentionLrp(get(EPSILON)));
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<double[]> values = context.zeros();
        double[] starts =
                context.targets().stream().mapToDouble(ExplainedTarget::score).toArray();
        context.ask(new BackwardRule.AttentionLrp(get(EPSILON)), (i, t, relevance) -> {
            for (int j = 0; j < relevance.length; j++) {
                values.get(t)[j] = relevance[j] * starts[t];
            }
        });
        List<String> labels =
                context.targets().stream().map(ExplainedTarget::label).toList();
        return new Attributions(values, Conservation.of(values, starts, labels, ""));
    }
}
