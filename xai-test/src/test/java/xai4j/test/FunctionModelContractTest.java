package xai4j.test;

import java.util.Set;
import xai4j.Models;
import xai4j.model.Model;
import xai4j.tensor.Tensor;

/** A function is a model. */
class FunctionModelContractTest extends ModelContract {
    @Override
    protected Model open() {
        TanhNet network = new TanhNet();
        return Models.of(network.spec(), network::predict);
    }

    @Override
    protected Tensor images() {
        return TanhNet.images();
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of();
    }
}
