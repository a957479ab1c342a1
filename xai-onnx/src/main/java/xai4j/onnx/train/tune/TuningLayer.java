package xai4j.onnx.train.tune;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.train.Backbone;

/** Where tuning begins when nobody says it. */
public final class TuningLayer {
    /** Two blocks of a residual network or of a MobileNet, one of a SqueezeNet and its last convolution. */
    private static final int OPERATORS = 4;

    private final OnnxGraph graph;
    private final GraphLinks links;
    private final String map;
    private final Set<String> ports;

    private TuningLayer(Path file, String map) {
        this.graph = TuningGraph.widened(file);
        this.links = new GraphLinks(graph);
        this.map = map;
        this.ports = graph.ports().stream().map(ValueInfo::name).collect(Collectors.toSet());
    }

    /**
     * The uppermost layer {@code [N, C, h, w]} below a backbone's map that everything passes and above which four operators have weights; the
     * lowest one of those with fewer where the network has no four.
     *
     * @throws ModelException if there is none
     */
    public static Layer usual(Backbone backbone) {
        TuningLayer search = new TuningLayer(backbone.file(), backbone.layer().name());
        @Nullable Layer lowest = null;
        Iterator<Layer> cuts = backbone.layersBelow().filter(search::isCut).iterator();
        while (cuts.hasNext()) {
            Layer layer = cuts.next();
            long above = search.operatorsAbove(layer.name());
            lowest = above > 0 ? layer : lowest;
            if (above >= OPERATORS) {
                return layer;
            }
        }
        if (lowest == null) {
            throw new ModelException("there is no layer to tune from below "
                    + backbone.layer().name() + " of " + backbone.file()
                    + ": none that everything passes and that has weights above it");
        }
        return lowest;
    }

    /** Padding is not where anybody would look for a layer. */
    private boolean isCut(Layer layer) {
        return layer.shape().rank() == 4 && !layer.operator().equals("Pad") && isPassedByAll(layer.name());
    }

    private boolean isPassedByAll(String layer) {
        OnnxGraph without = graph.copy();
        without.nodes().removeIf(node -> node.outputs().contains(layer));
        return new GraphLinks(without).ancestors(List.of(map)).stream().noneMatch(ports::contains);
    }

    private long operatorsAbove(String layer) {
        Set<String> above = links.descendants(List.of(layer));
        Set<String> needed = links.ancestors(List.of(map));
        return graph.nodes().stream()
                .filter(node -> !node.outputs().contains(layer)
                        && node.outputs().stream().anyMatch(above::contains)
                        && node.outputs().stream().anyMatch(needed::contains))
                .filter(this::hasWeights)
                .count();
    }

    private boolean hasWeights(Node node) {
        return TuningGraph.isTuned(node) && node.inputs().stream().anyMatch(graph.initializers()::containsKey);
    }
}
