package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import xai4j.explain.Clock;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.Progress;
import xai4j.explain.Provenance;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;

/**
 * Finds pictures that excite a class, a channel, a neuron or a layer, by gradient ascent on the input. Immutable: changing an
 * option ({@link FeatureOptions}) gives another visualizer.
 */
public final class FeatureVisualizer {
    /** The side of pictures for models that take any. */
    private static final int ANY_SIZE = 224;

    private final DifferentiableModel model;
    private final Options options;
    private final Progress progress;
    private final Consumer<FeatureStep> watcher;

    private FeatureVisualizer(
            DifferentiableModel model, Options options, Progress progress, Consumer<FeatureStep> watcher) {
        this.model = model;
        this.options = options;
        this.progress = progress;
        this.watcher = watcher;
    }

    /** The defaults, which look best: Adam on a spectrum with decorrelated colours, seen through small random movements. */
    public static FeatureVisualizer best(DifferentiableModel model) {
        return new FeatureVisualizer(model, FeatureOptions.best(), Progress.SILENT, step -> {});
    }

    /**
     * Gradient ascent on pixels as tutorials build it up: colour jitter (brightness ±2 %, contrast ±1 %, saturation ±2 %, hue
     * ±0.01), turns of ±15°, scale 0.96…1.04, a pull to grey of 0.05, a blur every tenth step.
     */
    public static FeatureVisualizer tutorial(DifferentiableModel model) {
        return new FeatureVisualizer(model, FeatureOptions.tutorial(), Progress.SILENT, step -> {});
    }

    /** The tutorial's ascent while the picture itself is enlarged and turned again and again: frames for an endless zoom. */
    public static FeatureVisualizer eternalZoom(DifferentiableModel model) {
        return tutorial(model).with(FeatureOptions.ZOOM, 0.03);
    }

    DifferentiableModel model() {
        return model;
    }

    /** All options and their values. */
    public Options options() {
        return options;
    }

    /** This visualizer with one option changed. */
    public <T> FeatureVisualizer with(Option<T> option, T value) {
        return new FeatureVisualizer(model, options.with(option, value), progress, watcher);
    }

    /** This visualizer with one option changed, by name and text. */
    public FeatureVisualizer set(String option, String value) {
        return new FeatureVisualizer(model, options.with(option, value), progress, watcher);
    }

    /** This visualizer with a listener for how far it has come. */
    public FeatureVisualizer onProgress(Progress listener) {
        return new FeatureVisualizer(model, options, listener, watcher);
    }

    /** This visualizer with somebody who watches value and pictures at each step. */
    public FeatureVisualizer onStep(Consumer<FeatureStep> listener) {
        return new FeatureVisualizer(model, options, progress, listener);
    }

    /**
     * The picture that a class wants to see. The diagnostics say how sure the model is of the class under 20 fresh random
     * transformations ({@code confidence-mean}, {@code confidence-min}).
     *
     * @throws IllegalArgumentException if the model has no such class
     */
    public FeatureImage visualizeClass(int index) {
        return visualize(FeatureObjective.logit(index), model.spec().label(index), index);
    }

    /**
     * The picture that an objective wants to see.
     *
     * @param name what it is called
     */
    public FeatureImage visualize(FeatureObjective objective, String name) {
        return visualize(objective, name, ExplainedTarget.NO_CLASS);
    }

    /**
     * A picture that the network, up to a layer, cannot tell from a photograph (activation inversion): what it keeps of it.
     *
     * @throws IllegalArgumentException if the model has no such layer
     */
    public FeatureImage invert(BufferedImage photograph, Layer layer) {
        PreparedImage image = model.spec().prepare(photograph);
        Tensor values = Objects.requireNonNull(
                model.activations(image.batch(), Set.of(layer)).values().get(layer));
        return visualize(FeatureObjective.likeness(layer, values.row(0)), "seen by " + layer.name());
    }

    private FeatureImage visualize(FeatureObjective objective, String name, int index) {
        long start = System.nanoTime();
        Deadline deadline = new Deadline(options.get(FeatureOptions.SECONDS), Clock.SYSTEM);
        if (options.get(FeatureOptions.ZOOM) > 0 && options.get(FeatureOptions.SPACE) != FeatureOptions.Space.PIXELS) {
            throw new IllegalArgumentException("zoom enlarges pixels; it needs space=pixels");
        }
        InputNormalizer normalizer = InputNormalizer.of(model.spec(), options.get(FeatureOptions.SIZE), ANY_SIZE);
        ImageAscent ascent = new ImageAscent(model, objective, normalizer, options);
        ascent.climb(deadline, progress, watcher);
        List<float[]> pictures = ascent.pictures();
        Diagnostics diagnostics = ascent.diagnostics();
        long asked = (ascent.values().size() + 1L) * pictures.size();
        if (index != ExplainedTarget.NO_CLASS && !ascent.isCancelled() && hasProbabilities()) {
            List<Double> confidences = Robustness.confidences(model, normalizer, pictures, index, deadline);
            diagnostics = Robustness.describe(confidences, pictures.size(), diagnostics);
            asked += confidences.size();
        }
        Provenance provenance = new Provenance(
                        "feature-visualization",
                        options.describe(),
                        model.spec().name(),
                        model.spec().sha256(),
                        Score.LOGIT,
                        asked,
                        (System.nanoTime() - start) / 1e9,
                        Provenance.libraryVersion())
                .withScores(model.spec().scores());
        double[] scores = ascent.finalValues();
        List<ExplainedTarget> targets = IntStream.range(0, scores.length)
                .mapToObj(i -> new ExplainedTarget(index, name, scores[i]))
                .toList();
        return new FeatureImage(targets, stacked(pictures, normalizer), ascent.values(), provenance, diagnostics);
    }

    private boolean hasProbabilities() {
        return model.spec().scores() != ScoreKind.OTHER;
    }

    private static Tensor stacked(List<float[]> pictures, InputNormalizer normalizer) {
        Tensor values = Tensor.zeros(Shape.of(pictures.size(), 3, normalizer.height(), normalizer.width()));
        for (int i = 0; i < pictures.size(); i++) {
            values.row(i).buffer().put(pictures.get(i));
        }
        return values;
    }

    @Override
    public String toString() {
        return "feature visualisation of " + model.spec().name() + " " + options.describe();
    }
}
