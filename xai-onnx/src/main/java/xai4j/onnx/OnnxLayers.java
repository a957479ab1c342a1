package xai4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.model.Layer;

/**
 * Finds layers by the names that people know them by.
 *
 * <p>A layer's own name is that of its value in the graph, such as {@code /layer4/relu/Relu_output_0}. A module's path as
 * the exporting framework knew it ({@code layer4.relu}) means the last value below it.
 */
final class OnnxLayers {
    private OnnxLayers() {}

    /** The layer of a name, exact first; empty when nothing fits. */
    static Optional<Layer> find(List<Layer> layers, String name) {
        for (Layer layer : layers) {
            if (layer.name().equals(name)) {
                return Optional.of(layer);
            }
        }
        List<String> path = Arrays.asList(name.split("[./]", -1));
        Layer last = null;
        for (Layer layer : layers) {
            List<String> parts = Arrays.asList(layer.name().split("/", -1));
            String dotted = String.join(".", parts.subList(0, Math.max(1, parts.size() - 1)));
            if (("." + dotted + ".").contains("." + String.join(".", path) + ".")) {
                last = layer;
            }
        }
        return Optional.ofNullable(last);
    }
}
