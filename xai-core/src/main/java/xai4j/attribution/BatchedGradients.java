package xai4j.attribution;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import xai4j.explain.Deadline;
import xai4j.explain.Progress;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.numeric.Cancellation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Asks a model for input gradients at many points and for several classes, in batches, in a fixed order. */
final class BatchedGradients {
    private final DifferentiableModel model;
    private final Score score;
    private final int batchSize;
    private final Progress progress;
    private final Deadline deadline;
    private long evaluations;

    BatchedGradients(DifferentiableModel model, Score score, int batchSize, Progress progress, Deadline deadline) {
        this.model = model;
        this.score = score;
        this.batchSize = batchSize;
        this.progress = progress;
        this.deadline = deadline;
    }

    /** Points at which gradients are wanted. */
    @FunctionalInterface
    public interface Points {
        /** Writes point {@code i}, in the model's layout. */
        void write(int i, FloatBuffer out);
    }

    /** The backward rule of a batch. */
    @FunctionalInterface
    public interface Rules {
        /** The rule for a batch whose rows are at these points. */
        BackwardRule at(int[] points);
    }

    /** Receives the gradients, point by point and, within a point, class by class. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the gradient at point {@code i} of the {@code t}-th class. */
        void accept(int i, int t, float[] gradient);
    }

    /** Gradients for all points and classes. */
    void ask(Shape image, int points, Points where, int[] targets, int classes, Rules rules, Sink sink) {
        int items = Math.multiplyExact(points, targets.length);
        for (int from = 0; from < items; from += batchSize) {
            deadline.check(evaluations);
            int rows = Math.min(items - from, batchSize);
            ask(image, from, rows, where, targets, classes, rules, sink);
            progress.report(from + rows, items);
        }
    }

    /** Gradients for as many points as there is time for; every class has been asked for at one point at least. */
    void askInTime(Shape image, int points, Points where, int[] targets, int classes, Sink sink) {
        int items = Math.multiplyExact(points, targets.length);
        for (int from = 0; from < items; from += batchSize) {
            if (from >= targets.length && deadline.isOver()) {
                Cancellation.check();
                return;
            }
            deadline.check(evaluations);
            int rows = Math.min(items - from, batchSize);
            ask(image, from, rows, where, targets, classes, at -> BackwardRule.GRADIENT, sink);
            progress.report(from + rows, items);
        }
    }

    private void ask(
            Shape image, int from, int rows, Points where, int[] targets, int classes, Rules rules, Sink sink) {
        Tensor batch = Tensor.zeros(image.prepend(rows));
        int[] at = new int[rows];
        int[] asked = new int[rows];
        for (int row = 0; row < rows; row++) {
            at[row] = (from + row) / targets.length;
            asked[row] = targets[(from + row) % targets.length];
            where.write(at[row], batch.row(row).buffer());
        }
        Gradients answer =
                model.gradients(batch, Objective.classes(score, asked, classes), Set.of(Layer.INPUT), rules.at(at));
        evaluations += rows;
        for (int row = 0; row < rows; row++) {
            sink.accept(at[row], (from + row) % targets.length, gradient(answer, row));
        }
    }

    /** Scores and gradient of the class with the highest score, at one point. */
    Gradients askTop(Tensor batch, BackwardRule rule) {
        evaluations++;
        return model.gradientsOfTop(batch, score, Set.of(Layer.INPUT), rule);
    }

    /** Scores {@code [K]} per image. */
    float[][] scores(List<Tensor> images) {
        float[][] scores = new float[images.size()][];
        for (int i = 0; i < scores.length; i++) {
            deadline.check(evaluations);
            Tensor image = images.get(i);
            Tensor row = model.predict(image.reshape(image.shape().prepend(1)), score);
            evaluations++;
            scores[i] = Scores.requireFinite(row, model.spec().name()).row(0).toArray();
        }
        return scores;
    }

    /** The input gradient in one row of an answer. */
    float[] gradient(Gradients answer, int row) {
        float[] gradient = Objects.requireNonNull(answer.gradients().get(Layer.INPUT))
                .row(row)
                .toArray();
        for (float value : gradient) {
            if (!Float.isFinite(value)) {
                throw new ModelException(
                        "the input gradients of " + model.spec().name() + " are not finite");
            }
        }
        return gradient;
    }

    /** Until when answers may be asked for. */
    Deadline deadline() {
        return deadline;
    }

    /** Images scored so far; a gradient counts one. */
    long evaluations() {
        return evaluations;
    }
}
