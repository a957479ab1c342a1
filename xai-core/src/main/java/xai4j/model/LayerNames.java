package xai4j.model;

import java.util.List;

/** Looks layers up by name and suggests neighbours when there is none. */
final class LayerNames {
    private static final int SUGGESTIONS = 3;

    private LayerNames() {}

    static Layer find(List<Layer> layers, String name) {
        return layers.stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no layer is named \"" + name + "\"; nearest: "
                        + String.join(
                                ", ",
                                NearestNames.of(layers.stream().map(Layer::name).toList(), name, SUGGESTIONS))));
    }
}
