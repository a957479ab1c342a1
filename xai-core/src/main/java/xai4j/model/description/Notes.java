package xai4j.model.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;

/** What tools note inside a model file, as text by key. */
final class Notes {
    private static final List<String> LABELS =
            List.of("names", "labels", "classes", "class_names", "class_labels", "label_names", "id2label");
    private static final List<String> CONFIGURATIONS =
            List.of("preprocessor_config", "preprocessor_config.json", "pretrained_cfg", "config", "config.json");
    private static final JsonMapper JSON = new JsonMapper();

    private Notes() {}

    static ModelDescription read(Map<String, String> notes) {
        ModelDescription all = labels(notes);
        String task = notes.getOrDefault("task", "").strip().toLowerCase(Locale.ROOT);
        if (isUltralytics(notes) && task.equals("classify")) {
            all = all.or(ModelDescription.ofPreprocessing(ultralytics(notes)));
        }
        for (String key : CONFIGURATIONS) {
            all = all.or(value(notes.get(key)).map(Configurations::read).orElse(ModelDescription.NONE));
        }
        return all.or(value(notes, "mean", "image_mean", "std", "image_std"))
                .or(new ModelDescription(List.of(), Optional.empty(), Optional.empty(), task));
    }

    private static boolean isUltralytics(Map<String, String> notes) {
        return notes.containsKey("names") && notes.containsKey("task") && notes.containsKey("imgsz");
    }

    /** RGB/255, the shorter side resized and the centre cut out: what Ultralytics' classifiers are trained and run with. */
    private static Preprocessing ultralytics(Map<String, String> notes) {
        Preprocessing unit =
                Preprocessing.unit().withResizeMode(ResizeMode.CROP).withCropRatio(1);
        return value(notes.get("imgsz"))
                .map(size -> size.isArray() ? size.path(0) : size)
                .filter(size -> size.isInt() && size.asInt() > 0)
                .map(size -> unit.withDefaultSize(size.asInt()))
                .orElse(unit);
    }

    private static ModelDescription labels(Map<String, String> notes) {
        return LABELS.stream()
                .flatMap(key -> Stream.ofNullable(notes.get(key)))
                .map(text -> value(text).flatMap(LabelText::json).orElseGet(() -> listed(text)))
                .map(ModelDescription::ofLabels)
                .reduce(ModelDescription.NONE, ModelDescription::or);
    }

    /** Names with commas or line ends between them, as Core ML's tools write them. */
    private static List<String> listed(String text) {
        String separator = text.strip().contains("\n") ? "\\R" : ",";
        List<String> names = Arrays.stream(text.strip().split(separator, -1))
                .map(String::strip)
                .toList();
        return names.size() > 1 && names.stream().noneMatch(String::isEmpty) ? names : List.of();
    }

    /** Means and deviations that are written down one by one. */
    private static ModelDescription value(Map<String, String> notes, String... keys) {
        var object = JSON.createObjectNode();
        for (String key : keys) {
            value(notes.get(key)).ifPresent(node -> object.set(key, node));
        }
        return object.isEmpty() ? ModelDescription.NONE : Configurations.read(object);
    }

    /** A text as JSON, or as Python writes the same. */
    private static Optional<JsonNode> value(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(text);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return PythonLiteral.read(text.strip());
        }
    }
}
