package xai4j.baseline;

import xai4j.explain.Option;

/** The option that takes a baseline; it is known by both words, whichever a method calls it by. */
public final class BaselineOption {
    private BaselineOption() {}

    /** Declares it as {@code baseline}, which {@code fill} means too. */
    public static Option<Baseline> baseline(Baseline byDefault, String meaning) {
        return option("baseline", byDefault, meaning).alias("fill");
    }

    /** Declares it as {@code baseline} for methods that compare with many images. */
    public static Option<Baseline> background(Baseline byDefault) {
        return option("baseline", byDefault, "images to compare with").alias("background", "fill");
    }

    /** Declares it as {@code fill}, which {@code baseline} means too. */
    public static Option<Baseline> fill(Baseline byDefault) {
        return option("fill", byDefault, "what is seen where regions are absent")
                .alias("baseline");
    }

    private static Option<Baseline> option(String name, Baseline byDefault, String meaning) {
        return Option.of(
                        name,
                        byDefault,
                        Baseline::parse,
                        Baseline::name,
                        meaning + ": " + BaselineText.CHOICES + ", or several separated by commas, averaged over")
                .readingFiles(BaselineText::namesFile);
    }
}
