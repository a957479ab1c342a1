package xai4j.visualize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.Options;
import xai4j.explain.Progress;
import xai4j.model.DifferentiableModel;
import xai4j.numeric.Cancellation;
import xai4j.numeric.Parallel;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;
import xai4j.visualize.objective.ObjectiveEvaluation;

/** One run uphill for several pictures at once. */
final class ImageAscent {
    private final InputNormalizer normalizer;
    private final Options options;
    private final ObjectiveEvaluation objective;
    private final List<ImageState> canvases;
    /** The pictures as the model sees them, and the gradients there; written anew by every step. */
    private final Tensor batch;

    private final List<float[]> gradients;
    private final List<Double> values = new ArrayList<>();
    private Diagnostics diagnostics = Diagnostics.NONE;
    private boolean cancelled;

    ImageAscent(DifferentiableModel model, FeatureObjective wanted, InputNormalizer normalizer, Options options) {
        this.normalizer = normalizer;
        this.options = options;
        this.objective = new ObjectiveEvaluation(model, wanted);
        this.canvases = IntStream.range(0, options.get(FeatureOptions.IMAGES))
                .mapToObj(number -> new ImageState(normalizer.height(), normalizer.width(), options, number))
                .toList();
        this.batch = normalizer.batch(canvases.size());
        this.gradients =
                canvases.stream().map(canvas -> new float[canvas.rgb().length]).toList();
    }

    /** Climbs until the steps are done, the time is up, the thread is interrupted, or a number is not finite. */
    void climb(Deadline deadline, Progress progress, Consumer<FeatureStep> watcher) {
        int steps = options.get(FeatureOptions.STEPS);
        for (int step = 0; step < steps; step++) {
            if (Cancellation.isRequested()) {
                cancelled = true;
                diagnostics = diagnostics.with("cancelled after " + step + " of " + steps + " steps");
                break;
            }
            if (deadline.isOver()) {
                diagnostics = diagnostics.with("stopped by the time budget after " + step + " of " + steps + " steps");
                break;
            }
            if (!step(step, watcher)) {
                diagnostics = diagnostics.with("the objective or its gradient is not finite at step " + step
                        + "; the last good picture is kept, try a smaller rate");
                return;
            }
            progress.report(step + 1, steps);
        }
        canvases.forEach(ImageState::keep);
    }

    /** One step; false if something was not finite. */
    private boolean step(int step, Consumer<FeatureStep> watcher) {
        everywhere(row -> normalizer.write(canvases.get(row).seen(), batch, row));
        ObjectiveEvaluation.Answer answer = objective.at(batch);
        double mean = answer.mean();
        everywhere(row -> normalizer.read(answer.gradient(), row, gradients.get(row)));
        if (!Double.isFinite(mean) || !gradients.stream().allMatch(ImageAscent::isFinite)) {
            return false;
        }
        canvases.forEach(ImageState::keep);
        values.add(mean);
        boolean zoom = isDue(step, options.get(FeatureOptions.ZOOM) > 0, options.get(FeatureOptions.ZOOM_EVERY));
        boolean blur = isDue(step, options.get(FeatureOptions.BLUR_EVERY) > 0, options.get(FeatureOptions.BLUR_EVERY));
        watcher.accept(new FeatureStep(step, options.get(FeatureOptions.STEPS), mean, zoom, () -> canvases.stream()
                .map(canvas -> Pictures.of(canvas.rgb(), normalizer.height(), normalizer.width()))
                .toList()));
        everywhere(row -> canvases.get(row).step(gradients.get(row), blur, zoom));
        return true;
    }

    private boolean isDue(int step, boolean wanted, int every) {
        return wanted && options.get(FeatureOptions.SPACE) == FeatureOptions.Space.PIXELS && (step + 1) % every == 0;
    }

    private void everywhere(IntConsumer work) {
        Parallel.each(canvases.size(), work);
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** The pictures, {@code [3, H, W]} each. */
    List<float[]> pictures() {
        return canvases.stream().map(ImageState::good).toList();
    }

    /** The objective's value for each untransformed picture. */
    double[] finalValues() {
        everywhere(row -> normalizer.write(canvases.get(row).good(), batch, row));
        return objective.valueAt(batch);
    }

    /** Mean value of the objective at each step. */
    List<Double> values() {
        return values;
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    boolean isCancelled() {
        return cancelled;
    }
}
