package xai4j.model;

import java.util.Optional;
import java.util.Set;
import xai4j.tensor.Tensor;

/** A model that gives gradients of its scores or inner values with respect to its input and any layer before. */
public interface DifferentiableModel extends ActivationModel {
    /**
     * Runs the model forward and backward. Only the part between the objective and the wanted layers is differentiated.
     *
     * @param batch images as for {@link #predict}
     * @param objective what is differentiated
     * @param layers layers of this model, or {@link Layer#INPUT}
     * @param rule how relevance flows back
     * @throws IllegalArgumentException if a layer is not of this model or the objective's shape does not fit
     * @throws ModelException if an operator on the path cannot be differentiated under the rule; the message names it
     */
    Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule);

    /**
     * Gradients of each image's highest score, in one pass where the backend can choose the class on its way.
     *
     * @return as {@link #gradients}; the class of image i is the first of the highest in row i of the scores
     */
    default Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
        Tensor scores = predict(batch, score);
        Objective objective =
                Objective.classes(score, Scores.top(scores), scores.shape().dim(1));
        return gradients(batch, objective, layers, rule);
    }

    /**
     * Says, without running anything, why gradients of class scores with respect to a layer cannot be had under a rule.
     *
     * @param rule a rule; for DeepLIFT the baseline is not looked at
     * @return the reason, naming operator and node, or empty when nothing stands in the way
     */
    Optional<String> obstacle(Layer layer, BackwardRule rule);

    /**
     * This model with layers left out: whatever uses a later layer's output uses an earlier one's in its place. It shares what this model holds, and
     * closing it does nothing.
     *
     * @param from the earlier layer
     * @param to the later one, of the same shape
     * @return empty where a backend does not offer it
     */
    default Optional<DifferentiableModel> skipping(Layer from, Layer to) {
        return Optional.empty();
    }

    /** As in {@link Model}; gradients can be had when there is one at the last spatial layer or at the input. */
    @Override
    default Optional<String> obstacle(Class<? extends Model> level) {
        Optional<String> lacking = ActivationModel.super.obstacle(level);
        if (lacking.isPresent() || level != DifferentiableModel.class) {
            return lacking;
        }
        Optional<Layer> map = lastSpatialLayer();
        boolean atTheMap =
                map.isPresent() && obstacle(map.get(), BackwardRule.GRADIENT).isEmpty();
        return atTheMap ? Optional.empty() : obstacle(Layer.INPUT, BackwardRule.GRADIENT);
    }
}
