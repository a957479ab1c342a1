package xai4j.model.description;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;

/**
 * How KerasHub makes inputs of images: resized, multiplied by a scale and shifted by an offset, one for all channels or one for each. It lies
 * beside its models by itself, or inside the preprocessor of a task.
 */
final class KerasConverter {
    private static final double PIXEL = 1 / 255.0;

    private KerasConverter() {}

    /** What a converter says; nothing when a file is of another kind. */
    static ModelDescription read(JsonNode node) {
        JsonNode inner = node.path("config").path("image_converter");
        JsonNode converter = inner.isObject() ? inner : node;
        JsonNode config = converter.path("config");
        boolean known = converter.path("class_name").asText().endsWith("ImageConverter") && config.isObject();
        List<Double> scale =
                config.path("scale").isNull() || config.path("scale").isMissingNode()
                        ? List.of(1.0)
                        : Configurations.numbers(config.path("scale"));
        List<Double> offset =
                config.path("offset").isNull() || config.path("offset").isMissingNode()
                        ? List.of(0.0)
                        : Configurations.numbers(config.path("offset"));
        boolean usable = !scale.isEmpty() && !offset.isEmpty() && scale.stream().allMatch(value -> value > 0);
        return known && usable
                ? ModelDescription.ofPreprocessing(preprocessing(config, scale, offset))
                : ModelDescription.NONE;
    }

    /** {@code x · scale + offset} as {@code (x / 255 − mean) / deviation}. */
    private static Preprocessing preprocessing(JsonNode config, List<Double> scale, List<Double> offset) {
        int channels = Math.max(scale.size(), offset.size());
        List<Double> deviations =
                IntStream.range(0, channels).mapToObj(c -> PIXEL / at(scale, c)).toList();
        List<Double> means = IntStream.range(0, channels)
                .mapToObj(c -> 0 - at(offset, c) * deviations.get(c))
                .toList();
        Preprocessing base = Preprocessing.imagenet()
                .withNormalisation(PIXEL, means, deviations)
                .withInterpolation(Configurations.interpolation(config.path("interpolation")))
                .withResizeMode(mode(config))
                .withCropRatio(1);
        int size = config.path("image_size").path(0).asInt();
        return size > 0 ? base.withDefaultSize(size) : base;
    }

    private static double at(List<Double> values, int channel) {
        return values.get(Math.min(channel, values.size() - 1));
    }

    private static ResizeMode mode(JsonNode config) {
        if (config.path("pad_to_aspect_ratio").asBoolean(false)) {
            return ResizeMode.LETTERBOX;
        }
        return config.path("crop_to_aspect_ratio").asBoolean(true) ? ResizeMode.CROP : ResizeMode.SQUASH;
    }
}
