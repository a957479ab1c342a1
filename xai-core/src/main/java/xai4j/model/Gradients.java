package xai4j.model;

import java.util.Map;
import xai4j.tensor.Tensor;

/**
 * Scores, values and gradients from one forward and backward pass.
 *
 * @param scores the class scores {@code [N, K]} of the kind that the objective names; {@code [N, 0]} when it names a layer,
 *     so that nothing behind that layer need be computed
 * @param activations per wanted layer its output; {@link Layer#INPUT} maps to the batch itself
 * @param gradients per wanted layer the gradient of the objective (or what the rule puts in its place), same shape
 */
public record Gradients(Tensor scores, Map<Layer, Tensor> activations, Map<Layer, Tensor> gradients) {
    /** Copies the maps; the tensors become read-only. */
    public Gradients {
        scores = scores.asReadOnly();
        activations = Activations.readOnly(activations);
        gradients = Activations.readOnly(gradients);
    }
}
