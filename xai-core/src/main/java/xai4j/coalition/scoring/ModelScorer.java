package xai4j.coalition.scoring;

import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import xai4j.image.PreparedImage;
import xai4j.model.BatchHint;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Asks a model for the scores of many perturbed versions of one image, batch by batch through reused buffers, so that memory
 * does not grow with their number.
 *
 * <p>Batches are fed by as many threads as the model likes ({@link Model#batchHint}); a model of a fixed batch gets its batches
 * padded. The result does not depend on either, as far as the model's own rows do not. Safe for several threads.
 */
public final class ModelScorer {
    private static final int BATCH_BYTES = 8 << 20;
    private static final int LARGEST_BATCH = 64;

    private final Model model;
    private final PreparedImage image;
    private final Score score;
    private final BudgetTracker tracker;
    private final int batch;
    private final int callers;
    private final boolean fixed;
    private final Queue<Tensor> buffers = new ConcurrentLinkedQueue<>();

    /**
     * Prepares for an image.
     *
     * @param score the wanted kind of number
     * @param batch images per call; 0 leaves the choice to the model, or to the size of the image
     */
    public ModelScorer(Model model, PreparedImage image, Score score, int batch, BudgetTracker tracker) {
        this.model = model;
        this.image = image;
        this.score = score;
        this.tracker = tracker;
        this.batch = batchSize(model, image, batch);
        this.callers = model.batchHint().callers();
        this.fixed = model.spec().input().batch() != Shape.DYNAMIC;
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** The unperturbed image. */
    public PreparedImage image() {
        return image;
    }

    /** The kind of number. */
    public Score score() {
        return score;
    }

    /** The same for another kind of number. */
    public ModelScorer scoring(Score other) {
        return new ModelScorer(model, image, other, batch, tracker);
    }

    /** What counts the cost. */
    public BudgetTracker tracker() {
        return tracker;
    }

    /** Images per call. */
    public int batchSize() {
        return batch;
    }

    /**
     * All scores {@code [K]} of the unperturbed image.
     *
     * @throws xai4j.model.ModelException if they are not finite
     */
    public float[] original() {
        reserveOriginal();
        int rows = fixed ? model.spec().input().batch() : 1;
        Tensor one = Tensor.zeros(image.tensor().shape().prepend(rows));
        for (int row = 0; row < rows; row++) {
            one.row(row).buffer().put(image.tensor().buffer());
        }
        Tensor scores = model.predict(one, score).slice(0, 1);
        tracker.count(1);
        return Scores.requireFinite(scores, model.spec().name()).toArray();
    }

    /** Notes that the unperturbed image was scored, where its scores are known already. */
    public void countOriginal() {
        reserveOriginal();
        tracker.count(1);
    }

    private void reserveOriginal() {
        if (tracker.reserve(1, 1) < 1) {
            throw new IllegalArgumentException("the budget is too small to score even the image itself");
        }
    }

    /**
     * Scores of perturbed images.
     *
     * @param count number of images
     * @param targets classes T
     * @param compositions gives each thread its own way to write image {@code 0…count−1}
     * @return {@code [count, T]}, row-major; fewer rows when the budget ended before
     * @throws CancellationException if the thread is interrupted; its flag stays set
     */
    public double[] score(int count, int[] targets, Supplier<Composition> compositions) {
        return run(count, targets.length, () -> {
            Composition composition = compositions.get();
            return (from, to, scores) -> predict(composition, from, to, targets, scores);
        });
    }

    /**
     * Numbers of perturbed images, whatever a function makes of a batch of them: a detector's confidence in a box, say.
     *
     * @param count number of images
     * @param numbers numbers T per image
     * @param function from a batch of N images to {@code [N, T]}, row-major; a model of a fixed batch gets padded ones, whose rows are ignored
     * @param compositions gives each thread its own way to write image {@code 0…count−1}
     * @return {@code [count, T]}, row-major; fewer rows when the budget ended before
     */
    public double[] scoreBy(
            int count, int numbers, Function<Tensor, double[]> function, Supplier<Composition> compositions) {
        return run(count, numbers, () -> {
            Composition composition = compositions.get();
            return (from, to, scores) -> compose(composition, from, to, rows -> {
                double[] made = function.apply(rows);
                System.arraycopy(made, 0, scores, from * numbers, (to - from) * numbers);
            });
        });
    }

    /** Scores rows by any means, in batches, within the budget. */
    public double[] run(int count, int targets, Supplier<ScoringRun.Batch> batches) {
        return new ScoringRun(tracker.reserve(count, 1), batch, targets, tracker, batches).scores(callers);
    }

    private void predict(Composition composition, int from, int to, int[] targets, double[] scores) {
        compose(composition, from, to, rows -> copyTargets(model.predict(rows, score), from, to, targets, scores));
    }

    /** Writes images into a batch and hands it on. */
    private void compose(Composition composition, int from, int to, Consumer<Tensor> sink) {
        Tensor buffer = borrow();
        try {
            FloatBuffer values = buffer.buffer();
            int size = image.tensor().size();
            for (int i = from; i < to; i++) {
                composition.compose(i, values, (i - from) * size);
            }
            Tensor rows = fixed || to - from == batch ? buffer : buffer.slice(0, to - from);
            sink.accept(rows);
        } finally {
            buffers.add(buffer);
        }
    }

    static void copyTargets(Tensor predicted, int from, int to, int[] targets, double[] scores) {
        int classes = predicted.shape().dim(1);
        for (int i = from; i < to; i++) {
            for (int t = 0; t < targets.length; t++) {
                scores[i * targets.length + t] = predicted.at((i - from) * classes + targets[t]);
            }
        }
    }

    private Tensor borrow() {
        Tensor free = buffers.poll();
        return free != null ? free : Tensor.zeros(image.tensor().shape().prepend(batch));
    }

    private static int batchSize(Model model, PreparedImage image, int wanted) {
        int fixed = model.spec().input().batch();
        if (fixed != Shape.DYNAMIC) {
            return fixed;
        }
        BatchHint hint = model.batchHint();
        if (wanted > 0 || hint.batch() > 0) {
            return wanted > 0 ? wanted : hint.batch();
        }
        long bytes = (long) image.tensor().size() * Float.BYTES;
        return (int) Math.max(1, Math.min(LARGEST_BATCH, BATCH_BYTES / bytes));
    }
}
