package xai4j.model.description;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import xai4j.image.ChannelOrder;
import xai4j.image.Interpolation;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.ScoreKind;

/**
 * The configurations that lie beside exported models: Hugging Face's {@code config.json} and {@code preprocessor_config.json}, timm's
 * {@code pretrained_cfg}, Teachable Machine's {@code metadata.json}, KerasHub's {@code preprocessor.json} and {@code image_converter.json}.
 */
final class Configurations {
    /** Below this size ConvNeXt's processor resizes to size / crop_pct and cuts the centre out; from it on it squashes. */
    private static final int CROPPED_BELOW = 384;

    private static final List<Double> NOTHING = List.of(0.0);
    private static final List<Double> ONES = List.of(1.0);

    private Configurations() {}

    /** What a configuration says; nothing when it is of another kind. */
    static ModelDescription read(JsonNode node) {
        JsonNode timm = node.path("pretrained_cfg");
        return labels(node)
                .or(labels(timm))
                .or(timm.isObject() ? timm(timm) : ModelDescription.NONE)
                .or(node.path("tmVersion").isMissingNode() ? ModelDescription.NONE : teachable(node))
                .or(node.path("image_processor").isObject() ? read(node.get("image_processor")) : ModelDescription.NONE)
                .or(KerasConverter.read(node))
                .or(isProcessor(node) ? processor(node) : isTimm(node) ? timm(node) : ModelDescription.NONE)
                .or(problem(node));
    }

    private static ModelDescription labels(JsonNode node) {
        return node.isObject()
                ? LabelText.json(node).map(ModelDescription::ofLabels).orElse(ModelDescription.NONE)
                : ModelDescription.NONE;
    }

    private static ModelDescription problem(JsonNode node) {
        Optional<ScoreKind> kind =
                switch (node.path("problem_type").asText()) {
                    case "multi_label_classification" -> Optional.of(ScoreKind.SIGMOID_LOGITS);
                    case "regression" -> Optional.of(ScoreKind.OTHER);
                    default -> Optional.empty();
                };
        return new ModelDescription(List.of(), Optional.empty(), kind, "");
    }

    private static boolean isProcessor(JsonNode node) {
        return node.has("image_mean") || node.has("do_normalize") || node.has("do_rescale");
    }

    private static boolean isTimm(JsonNode node) {
        return node.has("mean") && node.has("std");
    }

    private static ModelDescription timm(JsonNode node) {
        List<Double> mean = numbers(node.path("mean"));
        List<Double> std = numbers(node.path("std"));
        if (mean.isEmpty() || std.isEmpty()) {
            return ModelDescription.NONE;
        }
        JsonNode size = node.path("input_size");
        Preprocessing base = Preprocessing.imagenet()
                .withNormalisation(scale(std), mean, std)
                .withInterpolation(interpolation(node.path("interpolation")))
                .withResizeMode(node.path("crop_mode").asText().equals("squash") ? ResizeMode.SQUASH : ResizeMode.CROP)
                .withCropRatio(ratio(node.path("crop_pct")).orElse(0.875));
        return ModelDescription.ofPreprocessing(
                size.size() == 3 && size.get(1).asInt() > 0
                        ? base.withDefaultSize(size.get(1).asInt())
                        : base);
    }

    /** Deviations of pixels 0…255 are far larger than those of pixels 0…1. */
    private static double scale(List<Double> std) {
        return std.stream().allMatch(value -> value > 1.5) ? 1 : 1 / 255.0;
    }

    private static ModelDescription teachable(JsonNode node) {
        Preprocessing base =
                Preprocessing.tensorflow().withResizeMode(ResizeMode.CROP).withCropRatio(1);
        int size = node.path("imageSize").asInt();
        return ModelDescription.ofPreprocessing(size > 0 ? base.withDefaultSize(size) : base);
    }

    /** Hugging Face's image processors: rescale, then subtract the mean and divide by the deviation, unless told not to. */
    private static ModelDescription processor(JsonNode node) {
        boolean rescales = node.path("do_rescale").asBoolean(true);
        boolean normalises = node.path("do_normalize").asBoolean(node.has("image_mean"));
        double scale = rescales ? node.path("rescale_factor").asDouble(1 / 255.0) : 1;
        double offset = rescales && node.path("rescale_offset").asBoolean(false) ? 1 : 0;
        List<Double> mean = normalises ? numbers(node.path("image_mean")) : NOTHING;
        List<Double> std = normalises ? numbers(node.path("image_std")) : ONES;
        if (mean.isEmpty() || std.isEmpty() || !(scale > 0)) {
            return ModelDescription.NONE;
        }
        List<Double> shifted = mean.stream().map(value -> value + offset).toList();
        boolean flips = node.path("do_flip_channel_order").asBoolean(false);
        return ModelDescription.ofPreprocessing(fitted(node, Preprocessing.imagenet())
                .withOrder(flips ? ChannelOrder.BGR : ChannelOrder.RGB)
                .withInterpolation(interpolation(node.path("resample")))
                .withNormalisation(scale, shifted, std));
    }

    private static Preprocessing fitted(JsonNode node, Preprocessing base) {
        OptionalInt shortest = extent(node.path("size"), "shortest_edge");
        OptionalInt size = extent(node.path("size"), "height");
        OptionalDouble part = ratio(node.path("crop_pct"));
        if (node.path("do_center_crop").asBoolean(false)) {
            int crop = extent(node.path("crop_size"), "height").orElse(base.defaultSize());
            int resized = shortest.isPresent() ? shortest.getAsInt() : size.orElse(crop);
            return base.withResizeMode(ResizeMode.CROP)
                    .withCropRatio(Math.min(1, crop / (double) resized))
                    .withDefaultSize(crop);
        }
        if (part.isPresent() && shortest.orElse(CROPPED_BELOW) < CROPPED_BELOW) {
            return base.withResizeMode(ResizeMode.CROP)
                    .withCropRatio(part.getAsDouble())
                    .withDefaultSize(shortest.getAsInt());
        }
        return size.isPresent() || shortest.isPresent()
                ? base.withResizeMode(ResizeMode.SQUASH).withDefaultSize(size.orElseGet(shortest::getAsInt))
                : base;
    }

    /** A size that is a number, or an object with that side; old files have a number for the height too. */
    private static OptionalInt extent(JsonNode size, String side) {
        int value = size.isInt() && side.equals("height")
                ? size.asInt()
                : size.path(side).asInt();
        return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
    }

    private static OptionalDouble ratio(JsonNode node) {
        double value = node.asDouble();
        return node.isNumber() && value > 0 && value <= 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /** By name, or by Pillow's number. */
    static Interpolation interpolation(JsonNode node) {
        return switch (node.asText()) {
            case "nearest", "0" -> Interpolation.NEAREST;
            case "bicubic", "3" -> Interpolation.BICUBIC;
            default -> Interpolation.BILINEAR;
        };
    }

    /** The numbers of a list, or none when it is no list of numbers. */
    static List<Double> numbers(JsonNode node) {
        List<Double> values = new ArrayList<>();
        if (node.isNumber()) {
            values.add(node.asDouble());
        }
        node.forEach(item -> values.add(item.isNumber() ? item.asDouble() : Double.NaN));
        return values.stream().allMatch(Double::isFinite) ? values : List.of();
    }
}
