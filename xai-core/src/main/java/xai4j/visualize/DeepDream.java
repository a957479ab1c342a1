package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import xai4j.explain.Clock;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.Progress;
import xai4j.explain.Provenance;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;
import xai4j.numeric.Cancellation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;
import xai4j.visualize.objective.ObjectiveEvaluation;

/**
 * DeepDream (Mordvintsev et al. 2015): a photograph is changed so that it excites an objective more, first at a small size,
 * then, with the detail found so far added, at larger ones (octaves).
 *
 * <p>The photograph may be larger than the model's input: gradients are taken in windows that cover it, at a place shifted
 * at random for each step so that no seams show. Immutable.
 */
public final class DeepDream {
    /** Sizes. Option {@code octaves}, {@code 4} by default; 1 to 20. */
    public static final Option<Integer> OCTAVES = Option.integer("octaves", 4, 1, 20, "sizes, from small to full");
    /** Ratio of sizes. Option {@code octave-scale}, {@code 1.4} by default; 1.01 to 4.0. */
    public static final Option<Double> OCTAVE_SCALE =
            Option.real("octave-scale", 1.4, 1.01, 4, "ratio of two neighbouring sizes");
    /** Steps at each size. Option {@code steps}, {@code 20} by default; 1 to 100000. */
    public static final Option<Integer> STEPS = Option.integer("steps", 20, 1, 100_000, "steps at each size");
    /** Size of a step. Option {@code rate}, {@code 0.01} by default; 1.0E-9 to 10.0. */
    public static final Option<Double> RATE =
            Option.real("rate", 0.01, 1e-9, 10, "mean change of a colour in [0, 1] by a step");
    /** Longer side of the result. Option {@code longest}, {@code 640} by default; 16 to 16384. */
    public static final Option<Integer> LONGEST =
            Option.integer("longest", 640, 16, 16_384, "longer side to which a photograph is reduced");
    /** Window for models that take any size. Option {@code window}, {@code 224} by default; 8 to 4096. */
    public static final Option<Integer> WINDOW =
            Option.integer("window", 224, 8, 4096, "side of the windows for models that take any size");
    /** Time budget. Option {@code seconds}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> SECONDS = FeatureOptions.SECONDS;
    /** Seed. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of the shifts");

    private final DifferentiableModel model;
    private final Options options;
    private final Progress progress;

    private DeepDream(DifferentiableModel model, Options options, Progress progress) {
        this.model = model;
        this.options = options;
        this.progress = progress;
    }

    /** The defaults. */
    public static DeepDream of(DifferentiableModel model) {
        Options options = Options.of(OCTAVES, OCTAVE_SCALE, STEPS, RATE, LONGEST, WINDOW, SECONDS, SEED);
        return new DeepDream(model, options, Progress.SILENT);
    }

    /** This with one option changed. */
    public <T> DeepDream with(Option<T> option, T value) {
        return new DeepDream(model, options.with(option, value), progress);
    }

    /** This with one option changed, by name and text. */
    public DeepDream set(String option, String value) {
        return new DeepDream(model, options.with(option, value), progress);
    }

    /** This with a listener for how far it has come. */
    public DeepDream onProgress(Progress listener) {
        return new DeepDream(model, options, listener);
    }

    /**
     * Dreams.
     *
     * @param name what the objective is called
     * @return one picture in the photograph's proportions
     */
    public FeatureImage dream(BufferedImage photograph, FeatureObjective objective, String name) {
        long start = System.nanoTime();
        Deadline deadline = new Deadline(options.get(SECONDS), Clock.SYSTEM);
        InputNormalizer normalizer = InputNormalizer.of(model.spec(), options.get(WINDOW));
        BufferedImage full = fitted(photograph, normalizer);
        List<Double> values = new ArrayList<>();
        Diagnostics diagnostics = Diagnostics.NONE;
        Tiles tiles = new Tiles(new ObjectiveEvaluation(model, objective), normalizer);
        Random random = new Random(options.get(SEED));
        List<int[]> sizes = sizes(full, normalizer);
        int steps = sizes.size() * options.get(STEPS);
        DreamState state = DreamState.of(full, sizes.get(0)[0], sizes.get(0)[1]);
        for (int step = 0; step < steps; step++) {
            int[] size = sizes.get(step / options.get(STEPS));
            if (step > 0 && step % options.get(STEPS) == 0) {
                state = state.resized(full, size[0], size[1]);
            }
            if (Cancellation.isRequested()) {
                diagnostics = diagnostics.with("cancelled after " + step + " of " + steps + " steps");
                break;
            }
            if (deadline.isOver()) {
                diagnostics = diagnostics.with("stopped by the time budget after " + step + " of " + steps + " steps");
                break;
            }
            if (!state.climb(tiles, random, options.get(RATE))) {
                diagnostics = diagnostics.with(
                        "the gradient is zero or not finite at step " + step + "; the last good picture is kept");
                break;
            }
            values.add(tiles.value());
            progress.report(step + 1, steps);
        }
        if (state.height() != full.getHeight() || state.width() != full.getWidth()) {
            state = state.resized(full, full.getHeight(), full.getWidth());
        }
        return result(state, values, name, diagnostics, start);
    }

    private FeatureImage result(
            DreamState state, List<Double> values, String name, Diagnostics diagnostics, long start) {
        Provenance provenance = new Provenance(
                        "deep-dream",
                        options.describe(),
                        model.spec().name(),
                        model.spec().sha256(),
                        Score.LOGIT,
                        values.size(),
                        (System.nanoTime() - start) / 1e9,
                        Provenance.libraryVersion())
                .withScores(model.spec().scores());
        double last = values.isEmpty() ? 0 : values.get(values.size() - 1);
        Tensor picture = Tensor.of(Shape.of(1, 3, state.height(), state.width()), state.rgb());
        return new FeatureImage(List.of(ExplainedTarget.named(name, last)), picture, values, provenance, diagnostics);
    }

    /** The photograph, reduced to the longest side, but at least as large as a window. */
    private BufferedImage fitted(BufferedImage photograph, InputNormalizer normalizer) {
        double longer = Math.max(photograph.getWidth(), photograph.getHeight());
        double scale = Math.min(1, options.get(LONGEST) / longer);
        scale = Math.max(
                scale,
                Math.max(
                        (double) normalizer.height() / photograph.getHeight(),
                        (double) normalizer.width() / photograph.getWidth()));
        int width = (int) Math.max(normalizer.width(), Math.round(photograph.getWidth() * scale));
        int height = (int) Math.max(normalizer.height(), Math.round(photograph.getHeight() * scale));
        return Images.resized(photograph, width, height, Interpolation.BICUBIC);
    }

    /** Heights and widths, growing; none is smaller than a window. */
    private List<int[]> sizes(BufferedImage full, InputNormalizer normalizer) {
        List<int[]> sizes = new ArrayList<>();
        for (int octave = options.get(OCTAVES) - 1; octave >= 0; octave--) {
            double scale = Math.pow(options.get(OCTAVE_SCALE), -octave);
            int height = (int) Math.round(full.getHeight() * scale);
            int width = (int) Math.round(full.getWidth() * scale);
            if (height >= normalizer.height() && width >= normalizer.width()) {
                sizes.add(new int[] {height, width});
            }
        }
        return sizes;
    }
}
