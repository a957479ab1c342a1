package xai4j.model;

import java.util.Map;
import java.util.stream.Collectors;
import xai4j.tensor.Tensor;

/**
 * Scores and inner values from one forward pass.
 *
 * @param scores what {@link Model#predict} would return, {@code [N, K]}
 * @param values per wanted layer its output, batch axis first
 */
public record Activations(Tensor scores, Map<Layer, Tensor> values) {
    /** Copies the map; the tensors become read-only. */
    public Activations {
        scores = scores.asReadOnly();
        values = readOnly(values);
    }

    /** The same tensors, not to be written. */
    static Map<Layer, Tensor> readOnly(Map<Layer, Tensor> tensors) {
        return tensors.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().asReadOnly()));
    }
}
