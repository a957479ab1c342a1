package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import xai4j.djl.SpatialLayers;
import xai4j.image.ImageLayout;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.tensor.Shape;

/** The operations between image and scores as layers, with shapes from TensorFlow's own inference. */
final class GraphLayers {
    private static final Set<String> PASSIVE = Set.of("MaxPool", "MaxPoolV2", "AvgPool", "Mean", "Max", "Pad", "PadV2");

    private final Nodes nodes;
    private final GraphSession session;
    private final Map<String, FeatureLayout> layouts = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    GraphLayers(FrozenGraph graph, GraphSession session, ImageLayout input) {
        this.nodes = new Nodes(graph.graph());
        this.session = session;
        FeatureLayout start = input == ImageLayout.NCHW ? FeatureLayout.CHANNELS_FIRST : FeatureLayout.CHANNELS_LAST;
        layouts.put(graph.image(), start);
        Set<String> fromImage = nodes.descendants(graph.image());
        for (String name : nodes.ancestors(Nodes.nameOf(graph.scores()))) {
            if (fromImage.contains(name) && !name.equals(graph.image())) {
                add(nodes.get(name), fromImage, start);
            }
        }
    }

    /** In execution order; only operations with one float result of known rank. */
    List<Layer> layers() {
        return List.copyOf(layers);
    }

    Nodes nodes() {
        return nodes;
    }

    /** The last layers with more than one position, the last first; pooling and padding are left out. */
    List<Layer> maps() {
        List<Layer> maps = new ArrayList<>();
        for (Layer layer : layers) {
            if (SpatialLayers.isMap(layer) && !PASSIVE.contains(layer.operator())) {
                maps.add(0, layer);
            }
        }
        return maps;
    }

    private void add(NodeDef node, Set<String> fromImage, FeatureLayout start) {
        FeatureLayout inherited = Nodes.inputs(node).stream()
                .map(Nodes::nameOf)
                .filter(fromImage::contains)
                .map(input -> layouts.getOrDefault(input, start))
                .findFirst()
                .orElse(start);
        layouts.put(node.getName(), spatialLayout(node, inherited));
        Output<?> output = session.graph().operationOrThrow(node.getName()).output(0);
        var shape = output.shape();
        if (output.dataType() != DataType.DT_FLOAT || shape.isUnknown()) {
            return;
        }
        int[] dims = new int[shape.numDimensions()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = shape.get(axis) < 0 ? Shape.DYNAMIC : Math.toIntExact(shape.get(axis));
        }
        layers.add(new Layer(node.getName(), node.getOp(), Shape.of(dims), layout(node, dims.length)));
    }

    private FeatureLayout layout(NodeDef node, int rank) {
        return switch (rank) {
            case 2 -> FeatureLayout.VECTOR;
            case 3 -> FeatureLayout.TOKENS;
            case 4 -> layouts.getOrDefault(node.getName(), FeatureLayout.OTHER);
            default -> FeatureLayout.OTHER;
        };
    }

    /** Convolutions and pools say it; a transposition swaps it; all others keep it. */
    private static FeatureLayout spatialLayout(NodeDef node, FeatureLayout inherited) {
        String format = node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
                .getS()
                .toStringUtf8();
        if (format.equals("NCHW")) {
            return FeatureLayout.CHANNELS_FIRST;
        }
        if (format.equals("NHWC")) {
            return FeatureLayout.CHANNELS_LAST;
        }
        if (node.getOp().equals("Transpose")) {
            return inherited == FeatureLayout.CHANNELS_LAST
                    ? FeatureLayout.CHANNELS_FIRST
                    : FeatureLayout.CHANNELS_LAST;
        }
        return inherited;
    }
}
