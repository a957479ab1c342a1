package xai4j.gradient;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import xai4j.explain.Progress;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Asks a model for input gradients at many points and for several classes, in batches, in a fixed order. */
final class GradientQuestions {
    private final DifferentiableModel model;
    private final Score score;
    private final int batchSize;
    private final Progress progress;
    private long evaluations;

    GradientQuestions(DifferentiableModel model, Score score, int batchSize, Progress progress) {
        this.model = model;
        this.score = score;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /** Points at which gradients are wanted. */
    @FunctionalInterface
    interface Points {
        /** Writes point {@code i}, in the model's layout. */
        void write(int i, FloatBuffer out);
    }

    /** Receives the gradients, point by point and, within a point, class by class. */
    @FunctionalInterface
    interface Sink {
        /** Takes the gradient at point {@code i} of the {@code t}-th class, and that class's score there. */
        void accept(int i, int t, float[] gradient, double score);
    }

    /** Gradients for all points and classes. */
    void ask(Shape image, int points, Points where, int[] targets, int classes, BackwardRule rule, Sink sink) {
        int items = points * targets.length;
        for (int from = 0; from < items; from += batchSize) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted");
            }
            int to = Math.min(items, from + batchSize);
            int first = from;
            Tensor batch = Tensor.zeros(image.prepend(to - from));
            Tensor weights = Tensor.zeros(Shape.of(to - from, classes));
            for (int item = from; item < to; item++) {
                where.write(item / targets.length, batch.row(item - first).buffer());
                weights.set((item - first) * classes + targets[item % targets.length], 1);
            }
            answer(batch, new Objective.OfScores(score, weights), rule, from, targets, sink);
            evaluations += to - from;
            progress.report(to, items);
        }
    }

    private void answer(Tensor batch, Objective objective, BackwardRule rule, int from, int[] targets, Sink sink) {
        Gradients gradients = model.gradients(batch, objective, Set.of(Layer.INPUT), rule);
        Tensor slopes = Objects.requireNonNull(gradients.gradients().get(Layer.INPUT));
        for (int row = 0; row < batch.shape().dim(0); row++) {
            int t = (from + row) % targets.length;
            float[] gradient = slopes.row(row).toArray();
            requireFinite(gradient);
            sink.accept(
                    (from + row) / targets.length,
                    t,
                    gradient,
                    gradients.scores().get(row, targets[t]));
        }
    }

    private void requireFinite(float[] gradient) {
        for (float value : gradient) {
            if (!Float.isFinite(value)) {
                throw new ModelException(
                        "the input gradients of " + model.spec().name() + " are not finite");
            }
        }
    }

    long evaluations() {
        return evaluations;
    }
}
