package xai4j.visualize;

import xai4j.explain.Option;
import xai4j.explain.Options;

/** The settings of feature visualisation, each of which can be switched alone. */
public final class FeatureOptions {
    /** Pictures made at once, which differ in their start. Option {@code images}, {@code 1} by default; 1 to 64. */
    public static final Option<Integer> IMAGES = Option.integer("images", 1, 1, 64, "pictures made at once");
    /** Steps uphill. Option {@code steps}, {@code 256} by default; 1 to 1000000. */
    public static final Option<Integer> STEPS = Option.integer("steps", 256, 1, 1_000_000, "steps uphill");
    /** Time budget. Option {@code seconds}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> SECONDS = Option.real(
                    "seconds", 0, 0, 1e9, "stop after so many seconds with what there is; 0 never")
            .alias("max-seconds");
    /** Size of a step. Option {@code rate}, {@code 0.05} by default; 1.0E-9 to 1000000.0. */
    public static final Option<Double> RATE = Option.real("rate", 0.05, 1e-9, 1e6, "size of a step");
    /** How steps are made. Option {@code optimizer}, {@code adam} by default; adam, gradient. */
    public static final Option<OptimizerKind> ASCENT =
            Option.choice("optimizer", OptimizerKind.ADAM, "how steps are made");
    /** What is optimised. Option {@code space}, {@code fourier} by default; fourier, pixels. */
    public static final Option<Space> SPACE = Option.choice("space", Space.FOURIER, "what is optimised");
    /** Where pixels start. Option {@code start}, {@code grey} by default; noise, grey. */
    public static final Option<Start> START =
            Option.choice("start", Start.GREY, "where pixels start: uniform noise, or grey 0.5 ± 0.005");
    /** Turns. Option {@code rotate}, {@code 5.0} by default; 0.0 to 180.0. */
    public static final Option<Double> ROTATE = Option.real("rotate", 5, 0, 180, "random turns up to ± degrees");
    /** Scalings. Option {@code scale}, {@code 0.04} by default; 0.0 to 0.9. */
    public static final Option<Double> SCALE = Option.real("scale", 0.04, 0, 0.9, "random scalings up to ± this share");
    /** Shifts. Option {@code shift}, {@code 0.06} by default; 0.0 to 0.9. */
    public static final Option<Double> SHIFT = Option.real(
            "shift", 0.06, 0, 0.9, "random shifts up to ± this share of the side; what comes in is mid-grey");
    /** Brightness. Option {@code brightness}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> BRIGHTNESS = Option.real("brightness", 0, 0, 1, "random brightness up to ±");
    /** Contrast. Option {@code contrast}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> CONTRAST = Option.real("contrast", 0, 0, 1, "random contrast up to ±");
    /** Saturation. Option {@code saturation}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> SATURATION = Option.real("saturation", 0, 0, 1, "random saturation up to ±");
    /** Hue. Option {@code hue}, {@code 0.0} by default; 0.0 to 0.5. */
    public static final Option<Double> HUE = Option.real("hue", 0, 0, 0.5, "random turns of the colour circle up to ±");
    /** Pull to grey. Option {@code l2}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> L2 =
            Option.real("l2", 0, 0, 1e9, "weight of the mean squared distance from grey");
    /** Absolute pull to grey. Option {@code l1}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> L1 = Option.real("l1", 0, 0, 1e9, "weight of the mean distance from grey");
    /** Roughness. Option {@code total-variation}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> TOTAL_VARIATION =
            Option.real("total-variation", 0, 0, 1e9, "weight of the mean difference of neighbours");
    /** Blur. Option {@code blur-every}, {@code 0} by default; 0 to 1000000. */
    public static final Option<Integer> BLUR_EVERY =
            Option.integer("blur-every", 0, 0, 1_000_000, "blur pixels (5×5, σ 1.5) every so many steps; 0 never");
    /** Zoom. Option {@code zoom}, {@code 0.0} by default; 0.0 to 0.5. */
    public static final Option<Double> ZOOM = Option.real(
            "zoom", 0, 0, 0.5, "enlarge the pixels by this share (and turn them a little) again and again; 0 never");
    /** Steps between two zooms. Option {@code zoom-every}, {@code 5} by default; 1 to 1000000. */
    public static final Option<Integer> ZOOM_EVERY =
            Option.integer("zoom-every", 5, 1, 1_000_000, "steps between two enlargements");
    /** Size for models that take any. Option {@code size}, {@code 0} by default; 0 to 4096. */
    public static final Option<Integer> SIZE =
            Option.integer("size", 0, 0, 4096, "side of the picture; 0 the model's own, 224 where it takes any");
    /** Seed. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of start and transformations");

    private FeatureOptions() {}

    /** How steps are made. */
    public enum OptimizerKind {
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

    /** Adam on a spectrum with decorrelated colours, seen through small random movements. */
    static Options best() {
        return Options.of(
                IMAGES,
                STEPS,
                SECONDS,
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
                ZOOM,
                ZOOM_EVERY,
                SIZE,
                SEED);
    }

    /** Ascent on pixels through colour jitter, turns and scalings, with a pull to grey and a blur. */
    static Options tutorial() {
        return best().with(SPACE, Space.PIXELS)
                .with(ASCENT, OptimizerKind.GRADIENT)
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
}
