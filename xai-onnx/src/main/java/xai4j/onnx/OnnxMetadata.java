package xai4j.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import xai4j.image.ChannelOrder;
import xai4j.image.Preprocessing;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.description.InnerScaling;
import xai4j.model.description.ModelDescription;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.FirstNodes;
import xai4j.onnx.graph.OnnxGraph;

/**
 * What a model file says of its labels and of the pictures it wants. Ours say it as JSON under {@code xai4j.labels} and
 * {@code xai4j.preprocessing}.
 */
public final class OnnxMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABELS = "xai4j.labels";
    private static final String PREPROCESSING = "xai4j.preprocessing";

    private OnnxMetadata() {}

    /** Writes labels and preprocessing of a spec into a graph's metadata. */
    public static void describe(ModelSpec spec, OnnxGraph graph) {
        try {
            graph.metadata().put(LABELS, JSON.writeValueAsString(spec.labels()));
            graph.metadata().put(PREPROCESSING, JSON.writeValueAsString(spec.preprocessing()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("labels or preprocessing cannot be written as JSON", e);
        }
    }

    private static <T> Optional<T> read(OnnxGraph graph, String key, Class<T> type) {
        String text = graph.metadata().getOrDefault(key, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            throw new ModelException(
                    graph.source() + ": its metadata " + key + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What the file says of itself: labels in our metadata, in those of other tools or in the graph (the ZipMap of Custom Vision and
     * scikit-learn exports); preprocessing in our metadata, in those of Windows ML, Custom Vision and other tools, or by an ImageScaler,
     * which Custom Vision puts before pixels 0…255.
     */
    static ModelDescription of(OnnxGraph graph, OnnxImageInput port) {
        List<List<String>> labels = Stream.of(
                        read(graph, LABELS, String[].class).map(List::of).orElse(List.of()), mapped(graph))
                .filter(list -> !list.isEmpty())
                .toList();
        Optional<Preprocessing> preprocessing = read(graph, PREPROCESSING, Preprocessing.class)
                .or(() -> described(graph))
                .or(() -> scales(graph, port) ? Optional.of(Preprocessing.customVision()) : Optional.empty());
        return new ModelDescription(labels, preprocessing, Optional.empty(), "")
                .or(ModelDescription.ofNotes(graph.metadata()));
    }

    /** The range of pixels that the first nodes speak of: a scaling inside, or bytes. */
    static Optional<Preprocessing> fromPixels(OnnxGraph graph, OnnxImageInput port) {
        return new FirstNodes(graph, port.name())
                .scaling()
                .flatMap(scaling -> InnerScaling.of(scaling.factor(), scaling.offset()))
                .or(() -> port.type() == ElementType.UINT8 ? Optional.of(Preprocessing.raw()) : Optional.empty());
    }

    private static List<String> mapped(OnnxGraph graph) {
        return graph.nodes().stream()
                .filter(node -> node.operator().equals("ZipMap"))
                .map(node -> node.attribute("classlabels_strings"))
                .flatMap(Optional::stream)
                .map(Attribute::texts)
                .findFirst()
                .orElse(List.of());
    }

    private static boolean scales(OnnxGraph graph, OnnxImageInput port) {
        return graph.nodes().stream()
                .anyMatch(node ->
                        node.operator().equals("ImageScaler") && node.inputs().contains(port.name()));
    }

    private static Optional<Preprocessing> described(OnnxGraph graph) {
        Map<String, String> metadata = graph.metadata();
        String format = metadata.getOrDefault("Image.BitmapPixelFormat", "");
        String range = metadata.getOrDefault("Image.NominalPixelRange", "");
        if (format.isEmpty() && range.isEmpty()) {
            return Optional.empty();
        }
        Preprocessing base =
                Preprocessing.customVision().withOrder(format.startsWith("Rgb") ? ChannelOrder.RGB : ChannelOrder.BGR);
        return Optional.of(
                switch (range) {
                    case "Normalized_0_1" -> base.withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
                    case "Normalized_1_1" -> base.withNormalisation(1 / 127.5, List.of(1.0), List.of(1.0));
                    default -> base;
                });
    }
}
