package xai4j.model;

import java.util.List;
import xai4j.tensor.Tensor;

/** {@link DerivedModel} of a model whose inner values can be replaced. */
final class DerivedInterventionModel extends DerivedActivationModel implements InterventionModel {
    private final InterventionModel model;

    DerivedInterventionModel(InterventionModel model, List<ScoreFunction> functions) {
        super(model, functions);
        this.model = model;
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return derived(model.predictWith(batch, layer, values, score));
    }
}
