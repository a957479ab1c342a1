package xai4j.test;

import java.util.Set;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.Model;
import xai4j.tensor.Tensor;

/** A model that is right passes. */
class TanhNetContractTest extends ModelContract {
    @Override
    protected Model open() {
        return new TanhNet();
    }

    @Override
    protected Tensor images() {
        return TanhNet.images();
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of(ActivationModel.class, InterventionModel.class, DifferentiableModel.class);
    }
}
