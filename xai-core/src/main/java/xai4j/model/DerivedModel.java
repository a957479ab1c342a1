package xai4j.model;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A model seen through functions of its scores: its scores {@code [N, T]} are theirs, and its gradients follow by the chain rule. What
 * the model itself can do, it can do; so every explainer takes every target without knowing of it.
 *
 * <p>It owns nothing: closing it does nothing.
 */
public class DerivedModel extends BorrowedModel {
    private final Model model;
    private final List<ScoreFunction> functions;
    private final KnownScores known = new KnownScores();
    /** Rows of scores that no thread reads just now: those of a detector are long. */
    private final Queue<float[]> spare = new ConcurrentLinkedQueue<>();

    private volatile int classes;
    private volatile @Nullable Derived latest;

    /**
     * The functions' values of scores that do not change: what a pass gave is asked for again with every gradient.
     *
     * @param scores {@code [N, K]}
     * @param values {@code [N, T]}
     * @param row the scores of the one image; empty where there are several
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Derived(Tensor scores, Tensor values, float[] row) {}

    DerivedModel(Model model, List<ScoreFunction> functions) {
        this.model = model;
        this.functions = List.copyOf(functions);
    }

    /** A model of functions of another's scores, at the other's own level. */
    public static DerivedModel of(Model model, List<ScoreFunction> functions) {
        if (model instanceof DifferentiableModel differentiable) {
            return model instanceof InterventionModel open
                    ? new DerivedOpenModel(differentiable, open, functions)
                    : new DerivedDifferentiableModel(differentiable, functions);
        }
        if (model instanceof InterventionModel open) {
            return new DerivedInterventionModel(open, functions);
        }
        return model instanceof ActivationModel seen
                ? new DerivedActivationModel(seen, functions)
                : new DerivedModel(model, functions);
    }

    @Override
    public ModelSpec spec() {
        return model.spec()
                .withLabels(functions.stream().map(ScoreFunction::label).toList())
                .withScores(ScoreKind.OTHER);
    }

    @Override
    public Tensor predict(Tensor batch) {
        return derived(model.predict(batch));
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return derived(origins(batch, score));
    }

    /** The model's own scores {@code [N, K]}. */
    final Tensor origins(Tensor batch, Score score) {
        return known.of(batch, score, () -> model.predict(batch, score));
    }

    /**
     * Notes the model's own scores of an image, so that it is not asked for them again.
     *
     * @param image {@code [1, …]}
     * @param scores {@code [1, K]}
     */
    public final void remember(Tensor image, Score score, Tensor scores) {
        known.remember(image, score, scores);
    }

    @Override
    protected final Model delegate() {
        return model;
    }

    /** The model whose scores the functions are of. */
    public final Model origin() {
        return model;
    }

    /** The functions, in the order of the scores. */
    public final List<ScoreFunction> functions() {
        return functions;
    }

    /** The number K of the model's own scores, or 0 before any were seen. */
    final int classes() {
        return classes;
    }

    /** The functions' values {@code [N, T]} of scores {@code [N, K]}. */
    final Tensor derived(Tensor scores) {
        Derived last = latest;
        if (scores.isReadOnly() && last != null && scores.isViewOf(last.scores)) {
            return last.values;
        }
        if (!scores.isReadOnly()) {
            return evaluated(scores);
        }
        boolean single = scores.shape().dim(0) == 1;
        float[] row = single ? scores.toArray() : new float[0];
        Tensor values = single ? evaluated(row) : evaluated(scores);
        latest = new Derived(scores, values.asReadOnly(), row);
        return values;
    }

    /** One image's scores {@code [K]}; neither to be kept nor to be changed. */
    final float[] row(Tensor scores, int row) {
        Derived last = latest;
        return last != null && last.row.length > 0 && scores.isViewOf(last.scores)
                ? last.row
                : scores.row(row).toArray();
    }

    private Tensor evaluated(float[] row) {
        classes = row.length;
        float[] values = new float[functions.size()];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) functions.get(t).value(row);
        }
        return Tensor.of(Shape.of(1, values.length), values);
    }

    private Tensor evaluated(Tensor scores) {
        int rows = scores.shape().dim(0);
        int count = scores.shape().dim(1);
        classes = count;
        float[] values = new float[rows * functions.size()];
        float[] free = spare.poll();
        float[] own = free != null && free.length == count ? free : new float[count];
        for (int row = 0; row < rows; row++) {
            scores.buffer().get(row * count, own);
            for (int t = 0; t < functions.size(); t++) {
                values[row * functions.size() + t] = (float) functions.get(t).value(own);
            }
        }
        spare.add(own);
        return Tensor.of(Shape.of(rows, functions.size()), values);
    }
}
