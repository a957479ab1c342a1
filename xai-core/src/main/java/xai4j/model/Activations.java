package xai4j.model;

import java.util.Map;
import xai4j.tensor.Tensor;

/**
 * Scores and inner values from one forward pass.
 *
 * @param scores what {@link Model#predict} would return, {@code [N, K]}
 * @param values per wanted layer its output, batch axis first
 */
public record Activations(Tensor scores, Map<Layer, Tensor> values) {
    /** Copies the map. */
    public Activations {
        values = Map.copyOf(values);
    }
}
