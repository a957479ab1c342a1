package xai4j.model;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import xai4j.model.ModelCall.Kind;
import xai4j.tensor.Tensor;

/**
 * A model whose calls are counted and timed, for a metrics registry: scores, activations, replaced activations, gradients. Answers are
 * the delegate's own, bit for bit. Perturbed images are composed in Java, where a backend could compose them beside the model, since
 * only so every call is seen.
 */
public final class ObservedModel extends ForwardingModel {
    private final Model observed;
    private final ModelCall.Listener listener;

    /**
     * Observes a model; closing the one closes the other.
     *
     * @param observed the model
     * @param listener told of every call
     */
    public ObservedModel(Model observed, ModelCall.Listener listener) {
        this.observed = observed;
        this.listener = listener;
    }

    @Override
    protected Model delegate() {
        return observed;
    }

    @Override
    public Tensor predict(Tensor batch) {
        return timed(Kind.PREDICTION, batch, () -> super.predict(batch));
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return timed(Kind.PREDICTION, batch, () -> super.predict(batch, score));
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        return timed(Kind.ACTIVATIONS, batch, () -> super.activations(batch, layers));
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return timed(Kind.INTERVENTION, batch, () -> super.predictWith(batch, layer, values, score));
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        return timed(Kind.GRADIENTS, batch, () -> super.gradients(batch, objective, layers, rule));
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
        return timed(Kind.GRADIENTS, batch, () -> super.gradientsOfTop(batch, score, layers, rule));
    }

    private <T> T timed(Kind kind, Tensor batch, Supplier<T> question) {
        long start = System.nanoTime();
        boolean answered = false;
        try {
            T answer = question.get();
            answered = true;
            return answer;
        } finally {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            listener.called(new ModelCall(kind, batch.shape().dim(0), time, answered));
        }
    }
}
