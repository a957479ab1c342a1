package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.Progress;
import xai4j.explain.Provenance;
import xai4j.image.ChannelOrder;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.ImageInput;
import xai4j.model.ImageLayout;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Finds a picture that excites a class, a channel, a neuron or a layer, by gradient ascent on the input. Immutable: changing
 * an option gives another visualizer.
 */
public final class FeatureVisualizer {
    /** Steps uphill. */
    public static final Option<Integer> STEPS = Option.integer("steps", 256, 1, 1_000_000, "steps uphill");
    /** Size of a step. */
    public static final Option<Double> RATE = Option.real("rate", 0.05, 1e-9, 1e6, "size of a step");
    /** How steps are made. */
    public static final Option<Ascent> ASCENT = Option.choice("optimizer", Ascent.ADAM, "how steps are made");
    /** What is optimised. */
    public static final Option<Space> SPACE = Option.choice("space", Space.FOURIER, "what is optimised");
    /** Where pixels start. */
    public static final Option<Start> START =
            Option.choice("start", Start.GREY, "where pixels start: uniform noise, or grey 0.5 ± 0.005");
    /** Turns. */
    public static final Option<Double> ROTATE = Option.real("rotate", 5, 0, 180, "random turns up to ± degrees");
    /** Scalings. */
    public static final Option<Double> SCALE = Option.real("scale", 0.04, 0, 0.9, "random scalings up to ± this share");
    /** Shifts. */
    public static final Option<Double> SHIFT =
            Option.real("shift", 0.06, 0, 0.9, "random shifts up to ± this share of the side");
    /** Brightness. */
    public static final Option<Double> BRIGHTNESS = Option.real("brightness", 0, 0, 1, "random brightness up to ±");
    /** Contrast. */
    public static final Option<Double> CONTRAST = Option.real("contrast", 0, 0, 1, "random contrast up to ±");
    /** Saturation. */
    public static final Option<Double> SATURATION = Option.real("saturation", 0, 0, 1, "random saturation up to ±");
    /** Hue. */
    public static final Option<Double> HUE = Option.real("hue", 0, 0, 0.5, "random turns of the colour circle up to ±");
    /** Pull to grey. */
    public static final Option<Double> L2 =
            Option.real("l2", 0, 0, 1e9, "weight of the mean squared distance from grey");
    /** Absolute pull to grey. */
    public static final Option<Double> L1 = Option.real("l1", 0, 0, 1e9, "weight of the mean distance from grey");
    /** Roughness. */
    public static final Option<Double> TOTAL_VARIATION =
            Option.real("total-variation", 0, 0, 1e9, "weight of the mean difference of neighbours");
    /** Blur. */
    public static final Option<Integer> BLUR_EVERY =
            Option.integer("blur-every", 0, 0, 1_000_000, "blur pixels (5×5, σ 1.5) every so many steps; 0 never");
    /** Size for models that take any. */
    public static final Option<Integer> SIZE =
            Option.integer("size", 224, 8, 4096, "side for models that take any size");
    /** Seed. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of start and transformations");

    /** How steps are made. */
    public enum Ascent {
        /** Adam. */
        ADAM,
        /** Steps along the gradient divided by its root mean square. */
        GRADIENT
    }

    /** What is optimised. */
    public enum Space {
        /** Spectrum with decorrelated colours and a sigmoid, as in Lucid. */
        FOURIER,
        /** The pixels. */
        PIXELS
    }

    /** Where pixels start. */
    public enum Start {
        /** Uniform in [0, 1]. */
        NOISE,
        /** 0.5 ± 0.005. */
        GREY
    }

    private final DifferentiableModel model;
    private final Options options;
    private final Progress progress;
    private final BiConsumer<Integer, BufferedImage> frames;

    private FeatureVisualizer(
            DifferentiableModel model, Options options, Progress progress, BiConsumer<Integer, BufferedImage> frames) {
        this.model = model;
        this.options = options;
        this.progress = progress;
        this.frames = frames;
    }

    /** The defaults, which look best: Adam on a spectrum with decorrelated colours, seen through small random movements. */
    public static FeatureVisualizer best(DifferentiableModel model) {
        Options options = Options.of(
                STEPS,
                RATE,
                ASCENT,
                SPACE,
                START,
                ROTATE,
                SCALE,
                SHIFT,
                BRIGHTNESS,
                CONTRAST,
                SATURATION,
                HUE,
                L2,
                L1,
                TOTAL_VARIATION,
                BLUR_EVERY,
                SIZE,
                SEED);
        return new FeatureVisualizer(model, options, Progress.SILENT, (step, frame) -> {});
    }

    /**
     * Gradient ascent on pixels as tutorials build it up: colour jitter (brightness ±2 %, contrast ±1 %, saturation ±2 %, hue
     * ±0.01), turns of ±15°, scale 0.96…1.04, a pull to grey of 0.05, a blur every tenth step.
     */
    public static FeatureVisualizer tutorial(DifferentiableModel model) {
        return best(model)
                .with(SPACE, Space.PIXELS)
                .with(ASCENT, Ascent.GRADIENT)
                .with(RATE, 0.01)
                .with(ROTATE, 15.0)
                .with(SCALE, 0.04)
                .with(SHIFT, 0.0)
                .with(BRIGHTNESS, 0.02)
                .with(CONTRAST, 0.01)
                .with(SATURATION, 0.02)
                .with(HUE, 0.01)
                .with(L2, 0.05)
                .with(BLUR_EVERY, 10);
    }

    /** All options and their values. */
    public Options options() {
        return options;
    }

    /** This visualizer with one option changed. */
    public <T> FeatureVisualizer with(Option<T> option, T value) {
        return new FeatureVisualizer(model, options.with(option, value), progress, frames);
    }

    /** This visualizer with one option changed, by name and text. */
    public FeatureVisualizer set(String option, String value) {
        return new FeatureVisualizer(model, options.with(option, value), progress, frames);
    }

    /** This visualizer with a listener for its steps. */
    public FeatureVisualizer onProgress(Progress listener) {
        return new FeatureVisualizer(model, options, listener, frames);
    }

    /** This visualizer with a listener that sees the picture at each step. */
    public FeatureVisualizer onFrame(BiConsumer<Integer, BufferedImage> listener) {
        return new FeatureVisualizer(model, options, progress, listener);
    }

    /** The picture that a class wants to see. */
    public FeatureImage visualizeClass(int index) {
        return visualize(FeatureObjective.logit(index), model.spec().label(index), index);
    }

    /**
     * The picture that an objective wants to see.
     *
     * @param name what it is called
     */
    public FeatureImage visualize(FeatureObjective objective, String name) {
        return visualize(objective, name, -1);
    }

    private FeatureImage visualize(FeatureObjective objective, String name, int index) {
        long start = System.nanoTime();
        ImageInput input = input();
        Random random = new Random(options.get(SEED));
        Picture picture = picture(input, random);
        Optimizer optimizer = options.get(ASCENT) == Ascent.ADAM
                ? Optimizer.adam(options.get(RATE))
                : normalised(Optimizer.ascent(options.get(RATE)));
        List<Double> values = new ArrayList<>();
        Diagnostics diagnostics = Diagnostics.NONE;
        double[] good = picture.rgb();
        int steps = options.get(STEPS);
        for (int step = 0; step < steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                diagnostics = diagnostics.with("cancelled after " + step + " of " + steps + " steps");
                break;
            }
            double[] rgb = picture.rgb();
            double[] gradient = new double[rgb.length];
            double value = ascend(objective, input, rgb, gradient, random);
            if (!isFinite(value, gradient)) {
                diagnostics = diagnostics.with("the objective or its gradient is not finite at step " + step
                        + "; the last good picture is kept, try a smaller rate");
                break;
            }
            good = rgb;
            values.add(value);
            frames.accept(step, Pictures.of(Pictures.floats(rgb), input.height(), input.width()));
            optimizer.step(picture.parameters(), picture.backward(gradient));
            smooth(picture, step, input);
            progress.report(step + 1, steps);
            good = step == steps - 1 ? picture.rgb() : good;
        }
        return result(objective, name, index, input, good, values, diagnostics, start);
    }

    private FeatureImage result(
            FeatureObjective objective,
            String name,
            int index,
            ImageInput input,
            double[] rgb,
            List<Double> values,
            Diagnostics diagnostics,
            long start) {
        double last = objective.ask(model, tensor(rgb, input)).value();
        Provenance provenance = new Provenance(
                "feature-visualization",
                options.describe(),
                model.spec().name(),
                model.spec().sha256(),
                Score.LOGIT,
                values.size() + 1L,
                (System.nanoTime() - start) / 1e9,
                Provenance.libraryVersion());
        Tensor picture = Tensor.of(Shape.of(1, 3, input.height(), input.width()), Pictures.floats(rgb));
        return new FeatureImage(
                List.of(new ExplainedTarget(index, name, last)), picture, values, provenance, diagnostics);
    }

    private ImageInput input() {
        ImageInput input = model.spec().input();
        if (input.channels() != 3) {
            throw new IllegalArgumentException(
                    model.spec().name() + " takes " + input.channels() + " channels; pictures have three");
        }
        int size = options.get(SIZE);
        return input.withSize(input.height() > 0 ? input.height() : size, input.width() > 0 ? input.width() : size);
    }

    private Picture picture(ImageInput input, Random random) {
        if (options.get(SPACE) == Space.FOURIER) {
            return FourierPicture.random(input.height(), input.width(), random);
        }
        double[] pixels = new double[3 * input.height() * input.width()];
        boolean noise = options.get(START) == Start.NOISE;
        Arrays.setAll(pixels, i -> noise ? random.nextDouble() : 0.5 + 0.01 * (random.nextDouble() - 0.5));
        return new PixelPicture(pixels);
    }

    /** Adds the gradient at a randomly transformed copy, less the penalties, and returns the objective's value there. */
    private double ascend(
            FeatureObjective objective, ImageInput input, double[] rgb, double[] gradient, Random random) {
        List<Transformation> chain = draw(input, random);
        double[] seen = rgb;
        for (Transformation transformation : chain) {
            seen = transformation.apply(seen);
        }
        FeatureObjective.Answer answer = objective.ask(model, tensor(seen, input));
        double[] back = picture(answer.gradient(), input);
        for (int i = chain.size() - 1; i >= 0; i--) {
            back = chain.get(i).transpose(back);
        }
        System.arraycopy(back, 0, gradient, 0, back.length);
        new Regularizer(options.get(L2), options.get(L1), options.get(TOTAL_VARIATION))
                .subtractFrom(gradient, rgb, input.height(), input.width());
        return answer.value();
    }

    private List<Transformation> draw(ImageInput input, Random random) {
        List<Transformation> chain = new ArrayList<>();
        double brightness = 1 + symmetric(random, options.get(BRIGHTNESS));
        double contrast = 1 + symmetric(random, options.get(CONTRAST));
        double saturation = 1 + symmetric(random, options.get(SATURATION));
        double hue = symmetric(random, options.get(HUE));
        double angle = Math.toRadians(symmetric(random, options.get(ROTATE)));
        double scale = 1 + symmetric(random, options.get(SCALE));
        double shiftX = Math.rint(symmetric(random, options.get(SHIFT)) * input.width());
        double shiftY = Math.rint(symmetric(random, options.get(SHIFT)) * input.height());
        if (brightness != 1 || contrast != 1 || saturation != 1 || hue != 0) {
            chain.add(new ColorTransformation(brightness, contrast, saturation, hue));
        }
        if (angle != 0 || scale != 1 || shiftX != 0 || shiftY != 0) {
            chain.add(new AffineTransformation(input.height(), input.width(), angle, scale, shiftX, shiftY));
        }
        return chain;
    }

    private static double symmetric(Random random, double most) {
        return (2 * random.nextDouble() - 1) * most;
    }

    private void smooth(Picture picture, int step, ImageInput input) {
        picture.clip();
        int every = options.get(BLUR_EVERY);
        if (every > 0 && (step + 1) % every == 0 && options.get(SPACE) == Space.PIXELS) {
            GaussianBlur.apply(picture.parameters(), input.height(), input.width());
        }
    }

    private static Optimizer normalised(Optimizer optimizer) {
        return (parameters, gradient) -> {
            double squares = 0;
            for (double value : gradient) {
                squares += value * value;
            }
            double size = Math.sqrt(squares / gradient.length);
            double[] unit = new double[gradient.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = size > 0 ? gradient[i] / size : 0;
            }
            optimizer.step(parameters, unit);
        };
    }

    /** A picture as the model's input. */
    private Tensor tensor(double[] rgb, ImageInput input) {
        Tensor batch = Tensor.zeros(input.batchShape(1));
        Preprocessing how = model.spec().preprocessing();
        int area = input.height() * input.width();
        for (int c = 0; c < 3; c++) {
            int source = how.order() == ChannelOrder.RGB ? c : 2 - c;
            for (int i = 0; i < area; i++) {
                batch.set(position(input, c, i, area), how.normalise(c, 255 * rgb[source * area + i]));
            }
        }
        return batch;
    }

    /** An input gradient as a gradient of the picture. */
    private double[] picture(Tensor gradient, ImageInput input) {
        Preprocessing how = model.spec().preprocessing();
        int area = input.height() * input.width();
        double[] result = new double[3 * area];
        for (int c = 0; c < 3; c++) {
            int source = how.order() == ChannelOrder.RGB ? c : 2 - c;
            double slope = how.normalise(c, 255) - how.normalise(c, 0);
            for (int i = 0; i < area; i++) {
                result[source * area + i] = slope * gradient.at(position(input, c, i, area));
            }
        }
        return result;
    }

    private static int position(ImageInput input, int channel, int i, int area) {
        return input.layout() == ImageLayout.NCHW ? channel * area + i : i * 3 + channel;
    }

    private static boolean isFinite(double value, double[] gradient) {
        return Double.isFinite(value) && Arrays.stream(gradient).allMatch(Double::isFinite);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "feature visualisation of %s %s", model.spec().name(), options.describe());
    }
}
