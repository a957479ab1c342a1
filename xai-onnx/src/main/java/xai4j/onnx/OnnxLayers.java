package xai4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.model.Layer;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Finds layers by the names that people know them by.
 *
 * <p>A layer's own name is that of its value in the graph, such as {@code /layer4/layer4.1/relu/Relu_output_0}; the name of
 * the node that computes it means the same. A module as the exporting framework knew it ({@code layer4.1.relu}, {@code
 * layer4}) means the last value below it; the front of its path may be left out as long as one module only is meant.
 */
final class OnnxLayers {
    private final Map<String, Layer> exact = new HashMap<>();
    private final Map<Layer, String> modules = new LinkedHashMap<>();

    OnnxLayers(List<Layer> layers, OnnxGraph graph) {
        Map<String, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(value -> producers.put(value, node)));
        for (Layer layer : layers) {
            Node node = producers.get(layer.name());
            String nodeName = node == null ? "" : node.name();
            if (!nodeName.isEmpty()) {
                exact.putIfAbsent(nodeName, layer);
            }
            modules.put(layer, module(layer.name().contains("/") ? layer.name() : nodeName));
        }
        layers.forEach(layer -> exact.put(layer.name(), layer));
    }

    /**
     * The layer of a name; empty when nothing fits.
     *
     * @throws IllegalArgumentException if several modules fit, which are named
     */
    Optional<Layer> find(String name) {
        Layer layer = exact.get(name);
        if (layer != null) {
            return Optional.of(layer);
        }
        String path = String.join(".", name.replaceAll("^[./]+|[./]+$", "").split("[./]+", -1));
        Map<String, Layer> found = below(path);
        if (found.size() > 1) {
            throw new IllegalArgumentException("layer \"" + name + "\" is ambiguous: "
                    + String.join(", ", new ArrayList<>(found.keySet()).subList(0, Math.min(5, found.size())))
                    + (found.size() > 5 ? ", …" : ""));
        }
        return found.values().stream().findFirst();
    }

    /** The last value below each module whose path ends in the given one; the module of just that path alone, if any. */
    private Map<String, Layer> below(String path) {
        Map<String, Layer> found = new LinkedHashMap<>();
        modules.forEach((layer, module) -> {
            int at = ("." + module + ".").indexOf("." + path + ".");
            if (at >= 0) {
                found.put(module.substring(0, at + path.length()), layer);
            }
        });
        Layer whole = found.get(path);
        return whole == null ? found : Map.of(path, whole);
    }

    /** The module path of a value: {@code /layer4/layer4.1/relu/Relu_output_0} lies in {@code layer4.1.relu}. */
    private static String module(String value) {
        List<String> parts = Arrays.stream(value.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        List<String> path = new ArrayList<>();
        for (int i = 0; i + 1 < parts.size(); i++) {
            boolean repeated = i + 2 < parts.size() && parts.get(i + 1).startsWith(parts.get(i) + ".");
            if (!repeated) {
                path.add(parts.get(i));
            }
        }
        return String.join(".", path);
    }
}
