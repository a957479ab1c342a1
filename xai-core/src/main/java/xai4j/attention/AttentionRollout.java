package xai4j.attention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.explain.Diagnostics;
import xai4j.explain.Option;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/**
 * Attention rollout (Abnar and Zuidema 2020): attention followed through the blocks, half of each token's value being its own by the
 * residual connection. {@code R = Π_l rownorm(I + fused_l)}, later blocks on the left; the map is what the token that the scores are made
 * of takes from each patch; queries that gather the tokens behind the last block take by their own attention. It does not know of classes.
 */
public final class AttentionRollout extends AttentionExplainer<ActivationModel, AttentionRollout> {
    /** How heads become one. Option {@code head-fusion}, {@code mean} by default; mean, max, min. */
    public static final Option<HeadFusion> HEAD_FUSION =
            Option.choice("head-fusion", HeadFusion.MEAN, "how the heads of a block become one");
    /** What is left out. Option {@code discard-ratio}, {@code 0.0} by default; 0.0 to 0.999. */
    public static final Option<Double> DISCARD_RATIO = Option.real(
            "discard-ratio", 0, 0, 0.999, "share of a block's weakest attention that is left out; none in the paper");

    private static final String PROBABILITIES = "attention probabilities";

    AttentionRollout(ActivationModel model) {
        this(Setup.of(model, SCORE, START_LAYER, HEAD_FUSION, DISCARD_RATIO));
    }

    private AttentionRollout(Setup<ActivationModel> setup) {
        super("attention-rollout", setup);
    }

    /** This explainer with another way of making one of the heads. */
    public AttentionRollout headFusion(HeadFusion fusion) {
        return with(HEAD_FUSION, fusion);
    }

    /** This explainer without a share of each block's weakest attention. */
    public AttentionRollout discardRatio(double share) {
        return with(DISCARD_RATIO, share);
    }

    @Override
    protected AttentionRollout copy(Setup<ActivationModel> other) {
        return new AttentionRollout(other);
    }

    @Override
    List<double[]> relevance(Question question) {
        question.count();
        Map<Layer, Tensor> values =
                model().activations(question.batch(), question.layers()).values();
        List<AttentionMaps> maps = question.read(values, PROBABILITIES);
        TokenMatrix flow = TokenMatrix.identity(maps.get(0).tokens());
        for (AttentionMaps block : maps) {
            TokenMatrix fused = block.fused(get(HEAD_FUSION)).withoutSmallest(get(DISCARD_RATIO));
            flow = fused.plus(TokenMatrix.identity(fused.tokens()))
                    .rowNormalized()
                    .times(flow);
        }
        Optional<TokenMatrix> gathered =
                question.pooling(values, flow.tokens(), PROBABILITIES).map(queries -> queries.fused(get(HEAD_FUSION)));
        return new ArrayList<>(Collections.nCopies(question.targets().length, question.spoken(flow, gathered)));
    }

    @Override
    Diagnostics remarks() {
        return Diagnostics.NONE.with(
                "attention rollout does not depend on the class: every target has the same map (attention-relevance and legrad tell them"
                        + " apart)");
    }
}
