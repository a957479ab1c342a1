package xai4j.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.model.DifferentiableModel;

/**
 * LeGrad (Bousselham et al. 2024): how strongly a score would rise with attention to a patch, whoever pays it. For each block {@code
 * 1/(h·T) Σ_heads Σ_i (∂s/∂A_{h,i,·})⁺}, averaged over the blocks; models with a class token and with average pooling alike, as all rows
 * count. An attention that gathers the tokens behind the last block counts as one more.
 *
 * <p>The score s is the model's own for every block. The paper also applies the classifier to what the blocks before the last put out, and takes
 * that score's gradient there; for the last block both are the same. The values are not scaled to [0, 1], as the paper's are for drawing.
 */
public final class LeGrad extends GradientAttention<LeGrad> {
    LeGrad(DifferentiableModel model) {
        this(Setup.of(model, SCORE, START_LAYER));
    }

    private LeGrad(Setup<DifferentiableModel> setup) {
        super("legrad", setup);
    }

    @Override
    protected LeGrad copy(Setup<DifferentiableModel> other) {
        return new LeGrad(other);
    }

    @Override
    double[] relevance(
            Question question, List<AttentionMaps> attention, List<AttentionMaps> gradients, Optional<Pooled> pooling) {
        List<AttentionMaps> all = new ArrayList<>(gradients);
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
}
