package xai4j;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import xai4j.model.BatchHint;
import xai4j.model.ClosedModelException;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** A model made of a function, which is never called with more images than it takes. What it does wrong is said with the model's name. */
final class FunctionModel implements Model {
    private final ModelSpec spec;
    private final UnaryOperator<Tensor> function;
    private final BatchHint hint;
    private volatile boolean closed;

    /**
     * Wraps.
     *
     * @param hint most images per call, 0 being any number, and how many may call at once
     */
    FunctionModel(ModelSpec spec, UnaryOperator<Tensor> function, BatchHint hint) {
        this.spec = spec;
        this.function = function;
        this.hint = hint;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public BatchHint batchHint() {
        return hint;
    }

    @Override
    public Tensor predict(Tensor batch) {
        spec.requireBatch(batch);
        if (closed) {
            throw new ClosedModelException(spec.name());
        }
        int rows = batch.shape().dim(0);
        int most = hint.batch();
        if (most == 0 || rows <= most) {
            return checked(batch, call(batch));
        }
        @Nullable Tensor all = null;
        for (int from = 0; from < rows; from += most) {
            Tensor part = batch.slice(from, Math.min(rows, from + most));
            Tensor scores = checked(part, call(part));
            if (all == null) {
                all = Tensor.zeros(Shape.of(rows, scores.shape().dim(1)));
            }
            requireSameClasses(all, scores);
            all.slice(from, from + part.shape().dim(0)).buffer().put(scores.buffer());
        }
        return Objects.requireNonNull(all);
    }

    private @Nullable Tensor call(Tensor batch) {
        try {
            return function.apply(batch);
        } catch (XaiException | CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelException(spec.name() + " failed for a batch " + batch.shape() + ": " + e, e);
        }
    }

    private Tensor checked(Tensor batch, @Nullable Tensor scores) {
        if (scores == null) {
            throw new ModelException(
                    spec.name() + " returned null for a batch " + batch.shape() + "; scores [N, K] are expected");
        }
        if (scores.shape().rank() != 2 || scores.shape().dim(0) != batch.shape().dim(0)) {
            throw new ModelException(spec.name() + " returned scores " + scores.shape() + " for a batch "
                    + batch.shape() + "; [N, K] is expected");
        }
        List<String> labels = spec.labels();
        int classes = scores.shape().dim(1);
        if (!labels.isEmpty() && labels.size() != classes) {
            throw new ModelException(spec.name() + " returned " + classes + " scores per image, but has "
                    + labels.size() + " labels; there must be a label for every score");
        }
        return scores;
    }

    private void requireSameClasses(Tensor all, Tensor scores) {
        if (all.shape().dim(1) != scores.shape().dim(1)) {
            throw new ModelException(spec.name() + " returned " + all.shape().dim(1) + " scores per image, then "
                    + scores.shape().dim(1));
        }
    }

    @Override
    public String toString() {
        return "FunctionModel[" + spec() + "]";
    }

    @Override
    public void close() {
        closed = true;
    }
}
