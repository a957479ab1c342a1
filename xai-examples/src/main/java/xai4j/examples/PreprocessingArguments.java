package xai4j.examples;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.image.PreprocessingSetting;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;
import xai4j.tensor.Shape;

/** How photographs become inputs, as far as the command line says: a preset and what is different from it. */
final class PreprocessingArguments {
    @Option(
            names = "--preprocess",
            paramLabel = "NAME",
            description =
                    "How pixels become inputs: imagenet, tf, caffe, keras-caffe, clip, custom-vision, custom-vision-mean, "
                            + "cifar10, cifar10-kuangliu, cifar10-akamaster, unit, raw or raw-bgr.")
    private @Nullable String preset;

    private final Map<PreprocessingSetting, String> settings = new EnumMap<>(PreprocessingSetting.class);

    @Option(
            names = "--resize",
            paramLabel = "MODE",
            description = "How photographs are fitted: crop, squash or letterbox.")
    void resize(String text) {
        settings.put(PreprocessingSetting.RESIZE, text);
    }

    @Option(
            names = "--crop",
            paramLabel = "RATIO",
            description = "With --resize crop: side of the crop over the resized shorter side, for example 0.875.")
    void crop(String text) {
        settings.put(PreprocessingSetting.CROP, text);
    }

    @Option(
            names = "--filter",
            paramLabel = "NAME",
            description = "How photographs are resized: nearest, bilinear or bicubic.")
    void filter(String text) {
        settings.put(PreprocessingSetting.FILTER, text);
    }

    @Option(names = "--colors", paramLabel = "ORDER", description = "With --preprocess: rgb or bgr.")
    void colors(String text) {
        settings.put(PreprocessingSetting.COLORS, text);
    }

    @Option(
            names = "--pixel-scale",
            paramLabel = "FACTOR",
            description = "With --preprocess: on pixels 0 to 255, for example 1/255.")
    void scale(String text) {
        settings.put(PreprocessingSetting.SCALE, text);
    }

    @Option(
            names = "--mean",
            paramLabel = "M[,M,M]",
            description = "With --preprocess: subtracted after scaling, in the model's order of channels.")
    void mean(String text) {
        settings.put(PreprocessingSetting.MEAN, text);
    }

    @Option(names = "--std", paramLabel = "S[,S,S]", description = "With --preprocess: divided by, likewise.")
    void std(String text) {
        settings.put(PreprocessingSetting.STD, text);
    }

    /**
     * Everything that makes a model's input of a photograph, as options that do the same.
     *
     * @param model what the model says of itself
     * @param asked the same with the size from the command line
     */
    static String options(ModelSpec model, ModelSpec asked) {
        ImageInput input = asked.input();
        int usual = asked.preprocessing().defaultSize();
        String size = (input.height() == Shape.DYNAMIC ? usual : input.height()) + "x"
                + (input.width() == Shape.DYNAMIC ? usual : input.width());
        return asked.preprocessing().options() + (model.input().isFixedSize() ? "" : " --input-size " + size);
    }

    /**
     * What the model is opened with, if anything.
     *
     * @throws IllegalArgumentException if colours or numbers stand there without a preset that says the rest
     */
    Optional<Preprocessing> given() {
        if (preset == null) {
            settings.keySet().stream()
                    .filter(PreprocessingArguments::needsPreset)
                    .forEach(setting -> {
                        throw new IllegalArgumentException(
                                "--" + setting.option() + " stands alone; give --preprocess with it, for example raw");
                    });
            return Optional.empty();
        }
        return Optional.of(applied(Preprocessing.named(preset)));
    }

    private static boolean needsPreset(PreprocessingSetting setting) {
        return switch (setting) {
            case RESIZE, CROP, FILTER -> false;
            case COLORS, SCALE, MEAN, STD -> true;
        };
    }

    /** What is known of a model, with these settings. */
    ModelSpec applied(ModelSpec spec) {
        if (settings.isEmpty()) {
            return spec;
        }
        PreprocessingOrigin origin = spec.preprocessingOrigin();
        return spec.withPreprocessing(applied(spec.preprocessing())).withPreprocessingOrigin(origin);
    }

    private Preprocessing applied(Preprocessing base) {
        Preprocessing result = base;
        for (Map.Entry<PreprocessingSetting, String> setting : settings.entrySet()) {
            result = setting.getKey().read(result, setting.getValue());
        }
        return result;
    }
}
