package xai4j.attention;

import java.util.List;
import java.util.Optional;
import xai4j.model.DifferentiableModel;
import xai4j.model.Objective;

/**
 * Gradient-weighted attention relevance (Chefer, Gur and Wolf 2021, "Generic attention-model explainability", self-attention): {@code R
 * = I}, then for each block {@code R ← R + mean_heads((∇A ⊙ A)⁺) R}; the map is what the token that the scores are made of takes from each
 * patch. Queries that gather the tokens behind the last block take {@code mean_heads((∇A ⊙ A)⁺) R}, the rule of the same paper for queries of another kind.
 */
public final class AttentionRelevance extends GradientAttention<AttentionRelevance> {
    AttentionRelevance(DifferentiableModel model) {
        this(Setup.of(model, SCORE, START_LAYER));
    }

    private AttentionRelevance(Setup<DifferentiableModel> setup) {
        super("attention-relevance", setup);
    }

    @Override
    protected AttentionRelevance copy(Setup<DifferentiableModel> other) {
        return new AttentionRelevance(other);
    }

    @Override
    double[] relevance(
            Question question,
            Objective objective,
            List<AttentionMaps> attention,
            List<AttentionMaps> gradients,
            Optional<Pooled> pooling) {
        TokenMatrix relevance = TokenMatrix.identity(attention.get(0).tokens());
        for (int l = 0; l < attention.size(); l++) {
            TokenMatrix block =
                    attention.get(l).positiveProduct(gradients.get(l)).fused(HeadFusion.MEAN);
            relevance = relevance.plus(block.times(relevance));
        }
        return question.spoken(relevance, pooling.map(queries -> queries.attention()
                .positiveProduct(queries.gradient())
                .fused(HeadFusion.MEAN)));
    }
}
