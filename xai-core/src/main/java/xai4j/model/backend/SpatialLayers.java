package xai4j.model.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;

/** Picks feature maps out of a network's layers; a layer's parts have its name and a dot before theirs. */
public final class SpatialLayers {
    private static final List<String> PASSIVE = List.of("pool", "dropout", "identity", "flatten");

    private SpatialLayers() {}

    /** Whether a layer has feature maps of more than one position. */
    public static boolean isMap(Layer layer) {
        if (!layer.layout().isMap()) {
            return false;
        }
        FeatureMapLayout maps = FeatureMapLayout.of(layer, layer.shape());
        return maps.height() != 1 || maps.width() != 1;
    }

    /** The feature maps of a network, the last first. */
    public static List<Layer> backwards(List<Layer> layers) {
        List<Layer> maps = new ArrayList<>();
        layers.stream().filter(SpatialLayers::isMap).forEach(layer -> maps.add(0, layer));
        return maps;
    }

    /** The last feature maps, before the pooling and dropout that may end a network's convolutional part. */
    public static Optional<Layer> last(List<Layer> layers) {
        Layer skipped = null;
        for (int i = layers.size() - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            if (isMap(layer)) {
                if (!endsInPooling(layers, i)) {
                    return Optional.of(layer);
                }
                skipped = skipped == null ? layer : skipped;
            }
        }
        return Optional.ofNullable(skipped);
    }

    /** Whether a layer pools or drops, or its last part does. */
    private static boolean endsInPooling(List<Layer> layers, int index) {
        Layer layer = layers.get(index);
        String operator = layer.operator().toLowerCase(java.util.Locale.ROOT);
        if (PASSIVE.stream().anyMatch(operator::contains)) {
            return true;
        }
        return index > 0
                && layers.get(index - 1).name().startsWith(layer.name() + ".")
                && endsInPooling(layers, index - 1);
    }
}
