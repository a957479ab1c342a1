package xai4j.model;

import java.util.Optional;
import java.util.Set;
import xai4j.tensor.Tensor;

/** {@link InnerValues} of a model that gives gradients. */
final class DifferentiableInnerValues extends InnerValues implements DifferentiableModel {
    private final DifferentiableModel model;

    DifferentiableInnerValues(DifferentiableModel model, Layer value) {
        super(model, value);
        this.model = model;
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        if (!(objective instanceof Objective.OfScores wanted)) {
            return model.gradients(batch, objective, layers, rule);
        }
        Tensor values = whole(batch);
        Objective here = new Objective.OfLayer(value(), wanted.weights().reshape(values.shape()));
        Gradients found = model.gradients(batch, here, layers, rule);
        return new Gradients(values.reshape(wanted.weights().shape()), found.activations(), found.gradients());
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return model.obstacle(layer, rule);
    }
}
