package xai4j.model;

import java.util.List;
import xai4j.tensor.Tensor;

/** {@link DerivedModel} of a model that gives gradients and whose inner values can be replaced. */
final class DerivedOpenModel extends DerivedDifferentiableModel implements InterventionModel {
    private final InterventionModel model;

    DerivedOpenModel(DifferentiableModel differentiable, InterventionModel same, List<ScoreFunction> functions) {
        super(differentiable, functions);
        this.model = same;
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return derived(model.predictWith(batch, layer, values, score));
    }
}
