package xai4j.gradient;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.tensor.Tensor;

/** A function with a derivative by its input and nothing inside; it holds nothing that needs closing. */
interface InputModel extends DifferentiableModel {
    @Override
    default Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return Optional.empty();
    }

    @Override
    default List<Layer> layers() {
        return List.of();
    }

    @Override
    default Activations activations(Tensor batch, Set<Layer> layers) {
        return new Activations(predict(batch), new HashMap<>());
    }

    @Override
    default Optional<LinearHead> head() {
        return Optional.empty();
    }

    @Override
    default Optional<Layer> lastSpatialLayer() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
