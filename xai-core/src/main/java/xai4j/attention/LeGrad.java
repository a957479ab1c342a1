package xai4j.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.explain.Option;
import xai4j.model.Attention;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Objective;

/**
 * LeGrad (Bousselham et al. 2024): how strongly a score would rise with attention to a patch, whoever pays it. For each block {@code
 * 1/(h·T) Σ_heads Σ_i (∂s/∂A_{h,i,·})⁺}, averaged over the blocks; models with a class token and with average pooling alike, as all rows
 * count. An attention that gathers the tokens behind the last block counts as one more.
 *
 * <p>The score s is the model's own for every block, unless {@link #READ_OUT} says that it is what the model's head makes of that block's output, as in the
 * paper; for the last block both are the same. The values are not scaled to [0, 1], as the paper's are for drawing.
 */
public final class LeGrad extends GradientAttention<LeGrad> {
    /** Of which output a block's score is made. Option {@code read-out}, {@code last} by default; last, each. */
    public static final Option<ReadOut> READ_OUT = Option.choice(
            "read-out",
            ReadOut.LAST,
            "whether the head reads the last block's output, or that of each block as in the paper");

    /** Of which output a block's score is made. */
    public enum ReadOut {
        /** The last block's: the model's own score. */
        LAST,
        /** The block's own, as if there were none behind it. */
        EACH
    }

    LeGrad(DifferentiableModel model) {
        this(Setup.of(model, SCORE, START_LAYER, READ_OUT));
    }

    private LeGrad(Setup<DifferentiableModel> setup) {
        super("legrad", setup);
    }

    /** This explainer with the score of each block made of another output. */
    public LeGrad readOut(ReadOut where) {
        return with(READ_OUT, where);
    }

    @Override
    protected LeGrad copy(Setup<DifferentiableModel> other) {
        return new LeGrad(other);
    }

    @Override
    double[] relevance(
            Question question,
            Objective objective,
            List<AttentionMaps> attention,
            List<AttentionMaps> gradients,
            Optional<Pooled> pooling) {
        List<AttentionMaps> all =
                new ArrayList<>(get(READ_OUT) == ReadOut.LAST ? gradients : ofEach(question, objective, gradients));
        pooling.ifPresent(queries -> all.add(queries.gradient()));
        double[] mean = new double[gradients.get(0).tokens()];
        for (AttentionMaps one : all) {
            TokenMatrix fused = one.positive().fused(HeadFusion.MEAN);
            double[] rows = fused.meanOfRows(IntStream.range(0, fused.rows()));
            for (int j = 0; j < mean.length; j++) {
                mean[j] += rows[j] / all.size();
            }
        }
        return mean;
    }

    /** The gradients of the scores that the head makes of each block's output. */
    private List<AttentionMaps> ofEach(Question question, Objective objective, List<AttentionMaps> ofLast) {
        List<Attention.Block> blocks = question.blocks();
        List<AttentionMaps> gradients = new ArrayList<>();
        for (Attention.Block block : blocks.subList(0, blocks.size() - 1)) {
            question.count();
            Layer probabilities = block.probabilities();
            Gradients answer = without(block, blocks.get(blocks.size() - 1))
                    .gradients(question.batch(), objective, Set.of(probabilities), BackwardRule.GRADIENT);
            gradients.add(AttentionMaps.of(
                    block, Objects.requireNonNull(answer.gradients().get(probabilities)), "gradients"));
        }
        gradients.add(ofLast.get(ofLast.size() - 1));
        return gradients;
    }

    private DifferentiableModel without(Attention.Block block, Attention.Block last) {
        return block.end()
                .flatMap(from -> last.end().flatMap(to -> model().skipping(from, to)))
                .orElseThrow(
                        () -> new IllegalArgumentException("option read-out cannot be each: what leaves the block of "
                                + block.probabilities().name()
                                + " cannot be put in the place of what leaves the last one in "
                                + model().spec().name()));
    }
}
