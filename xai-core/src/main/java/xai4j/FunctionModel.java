package xai4j;

import java.util.function.UnaryOperator;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/** A model made of a function. */
final class FunctionModel implements Model {
    private final ModelSpec spec;
    private final UnaryOperator<Tensor> function;

    FunctionModel(ModelSpec spec, UnaryOperator<Tensor> function) {
        this.spec = spec;
        this.function = function;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Tensor predict(Tensor batch) {
        Tensor scores = function.apply(batch);
        if (scores.shape().rank() != 2 || scores.shape().dim(0) != batch.shape().dim(0)) {
            throw new ModelException(spec.name() + " returned scores " + scores.shape() + " for a batch "
                    + batch.shape() + "; [N, K] is expected");
        }
        return scores;
    }

    @Override
    public void close() {
        // a function holds nothing
    }
}
