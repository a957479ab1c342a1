package xai4j.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Objective;

/**
 * Explanations by attention that need the score's gradient with respect to it.
 *
 * @param <S> the method itself
 */
abstract class GradientAttention<S extends GradientAttention<S>> extends AttentionExplainer<DifferentiableModel, S> {
    GradientAttention(String method, Setup<DifferentiableModel> setup) {
        super(method, setup);
    }

    /**
     * How much each token matters for one target.
     *
     * @param objective the target's score
     * @param attention probabilities, block by block
     * @param gradients of the score with respect to them
     * @param pooling the attention that gathers the tokens behind the last block, and the gradient with respect to it; empty when there is none
     * @return {@code [T]}
     */
    abstract double[] relevance(
            Question question,
            Objective objective,
            List<AttentionMaps> attention,
            List<AttentionMaps> gradients,
            Optional<Pooled> pooling);

    /** The attention that gathers the tokens, and the score's gradient with respect to it. */
    record Pooled(AttentionMaps attention, AttentionMaps gradient) {}

    @Override
    final List<double[]> relevance(Question question) {
        List<double[]> relevance = new ArrayList<>();
        for (int target : question.targets()) {
            question.count();
            Objective objective = Objective.classes(get(SCORE), new int[] {target}, question.classes());
            Gradients answer = model().gradients(question.batch(), objective, question.layers(), BackwardRule.GRADIENT);
            List<AttentionMaps> attention = question.read(answer.activations(), "attention probabilities");
            int tokens = attention.get(0).tokens();
            Optional<Pooled> pooled = question.pooling(answer.activations(), tokens, "attention probabilities")
                    .flatMap(probabilities -> question.pooling(answer.gradients(), tokens, "gradients")
                            .map(gradient -> new Pooled(probabilities, gradient)));
            relevance.add(
                    relevance(question, objective, attention, question.read(answer.gradients(), "gradients"), pooled));
            progress().report(relevance.size(), question.targets().length);
        }
        return relevance;
    }
}
