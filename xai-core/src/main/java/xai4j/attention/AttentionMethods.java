package xai4j.attention;

import java.util.List;
import java.util.function.Function;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.ActivationModel;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;

/** The explanations by attention by name. */
public final class AttentionMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "attention-rollout",
                        "attention followed through the blocks (Abnar 2020)",
                        ActivationModel.class,
                        AttentionExplainer::applicability,
                        AttentionMethods::attentionRollout),
                gradient(
                        "attention-relevance",
                        "attention weighed by its gradient, through the blocks (Chefer 2021)",
                        AttentionMethods::attentionRelevance),
                gradient("legrad", "positive gradient of the attention (Bousselham 2024)", AttentionMethods::legrad));
    }

    /** Attention rollout (Abnar and Zuidema 2020). */
    public static AttentionRollout attentionRollout(ActivationModel model) {
        return new AttentionRollout(model);
    }

    /** Gradient-weighted attention relevance (Chefer, Gur and Wolf 2021). */
    public static AttentionRelevance attentionRelevance(DifferentiableModel model) {
        return new AttentionRelevance(model);
    }

    /** LeGrad (Bousselham et al. 2024). */
    public static LeGrad legrad(DifferentiableModel model) {
        return new LeGrad(model);
    }

    private static ExplainerDescriptor gradient(
            String name, String meaning, Function<DifferentiableModel, Explainer<?>> factory) {
        return ExplainerDescriptor.of(
                name, meaning, DifferentiableModel.class, AttentionMethods::differentiable, factory);
    }

    private static Applicability differentiable(DifferentiableModel model) {
        Applicability found = AttentionExplainer.applicability(model);
        return found.level() == Applicability.Level.IMPOSSIBLE
                ? found
                : model.obstacle(model.attention().blocks().get(0).probabilities(), BackwardRule.GRADIENT)
                        .map(Applicability::impossible)
                        .orElse(found);
    }
}
