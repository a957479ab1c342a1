package xai4j.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The settings of a {@link Preprocessing} one by one, as text and back without loss: the command line has an option of each name.
 */
public enum PreprocessingSetting {
    /** How proportions are handled: {@code squash}, {@code crop} or {@code letterbox}. */
    RESIZE("resize") {
        @Override
        public String write(Preprocessing of) {
            return lower(of.resizeMode());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withResizeMode(constant(ResizeMode.class, text));
        }
    },
    /** Side of the crop over the resized shorter side. */
    CROP("crop") {
        @Override
        public String write(Preprocessing of) {
            return number(of.cropRatio());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withCropRatio(number(text));
        }
    },
    /** Filter for resizing: {@code nearest}, {@code bilinear} or {@code bicubic}. */
    FILTER("filter") {
        @Override
        public String write(Preprocessing of) {
            return lower(of.interpolation());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withInterpolation(constant(Interpolation.class, text));
        }
    },
    /** Order of the channels: {@code rgb} or {@code bgr}. */
    COLORS("colors") {
        @Override
        public String write(Preprocessing of) {
            return lower(of.order());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withOrder(constant(ChannelOrder.class, text));
        }
    },
    /** Factor on pixels 0…255, also as a fraction: {@code 1/255}. */
    SCALE("pixel-scale") {
        @Override
        public String write(Preprocessing of) {
            return number(of.scale());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withNormalisation(number(text), to.mean(), to.std());
        }
    },
    /** What is subtracted after scaling, per channel in the model's order. */
    MEAN("mean") {
        @Override
        public String write(Preprocessing of) {
            return numbers(of.mean());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withNormalisation(to.scale(), numbers(text), to.std());
        }
    },
    /** What is divided by, per channel in the model's order. */
    STD("std") {
        @Override
        public String write(Preprocessing of) {
            return numbers(of.std());
        }

        @Override
        Preprocessing apply(Preprocessing to, String text) {
            return to.withNormalisation(to.scale(), to.mean(), numbers(text));
        }
    };

    private static final double[] DENOMINATORS = {255, 127.5, 256, 128};

    private final String option;

    PreprocessingSetting(String option) {
        this.option = option;
    }

    /** The name of the command line's option, without dashes. */
    public String option() {
        return option;
    }

    /** The setting as text. */
    public abstract String write(Preprocessing of);

    abstract Preprocessing apply(Preprocessing to, String text);

    /**
     * A preprocessing with this setting read from text; it keeps the name of its preset as long as nothing differs from it.
     *
     * @throws IllegalArgumentException naming the option and what it takes
     */
    public Preprocessing read(Preprocessing base, String text) {
        Preprocessing changed;
        try {
            changed = apply(base, text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + option + " " + text + ": " + e.getMessage(), e);
        }
        return changed.withName(base.name()).equals(base) ? base : changed;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> lower(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it takes "
                        + Arrays.stream(type.getEnumConstants())
                                .map(PreprocessingSetting::lower)
                                .collect(Collectors.joining(", "))));
    }

    /** The shortest text that gives the same double back. */
    private static String number(double value) {
        for (double denominator : DENOMINATORS) {
            if (value == 1 / denominator) {
                return "1/" + number(denominator);
            }
        }
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static double number(String text) {
        int slash = text.indexOf('/');
        try {
            return slash < 0
                    ? Double.parseDouble(text)
                    : Double.parseDouble(text.substring(0, slash)) / Double.parseDouble(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it takes numbers such as 0.5 or 1/255", e);
        }
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(PreprocessingSetting::number).collect(Collectors.joining(","));
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(number -> number(number.strip()))
                .toList();
    }
}
