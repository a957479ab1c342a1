package xai4j.onnx;

import java.util.Set;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.ForwardingModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.onnx.grad.Shortcut;
import xai4j.tensor.Tensor;

/** A model with layers left out, on the sessions of the whole one, to which it leaves all but scores and their gradients. */
final class ShortcutModel extends ForwardingModel implements DifferentiableModel {
    private final OnnxModel whole;
    private final Shortcut shortcut;
    private final OnnxGradients gradients;

    ShortcutModel(OnnxModel whole, Shortcut shortcut, OnnxGradients gradients) {
        this.whole = whole;
        this.shortcut = shortcut;
        this.gradients = gradients;
    }

    @Override
    protected Model delegate() {
        return whole;
    }

    @Override
    public Tensor predict(Tensor batch) {
        return predict(batch, Score.OUTPUT);
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return whole.predict(batch, score, shortcut);
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        return gradients.of(batch, objective, wanted, rule);
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> wanted, BackwardRule rule) {
        Tensor scores = predict(batch, score);
        return gradients(
                batch,
                Objective.classes(score, Scores.top(scores), scores.shape().dim(1)),
                wanted,
                rule);
    }

    @Override
    public void close() {
        // the whole model belongs to whoever opened it
    }
}
