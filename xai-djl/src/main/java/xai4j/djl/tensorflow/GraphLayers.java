package xai4j.djl.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import xai4j.image.ImageLayout;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.backend.SpatialLayers;
import xai4j.tensor.Shape;

/** The operations between image and scores as layers, with shapes from TensorFlow's own inference. */
final class GraphLayers {
    private static final Set<String> PASSIVE = Set.of("MaxPool", "MaxPoolV2", "AvgPool", "Mean", "Max", "Pad", "PadV2");

    private static final Set<String> WEIGHTED = Set.of(
            "Conv2D",
            "DepthwiseConv2dNative",
            "Conv2DBackpropInput",
            "MatMul",
            "BatchMatMul",
            "BatchMatMulV2",
            "BatchMatMulV3",
            "Einsum");

    private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput");

    private final Nodes nodes;
    private final GraphSession session;
    private final GraphShapes shapes;
    private final int batch;
    private final Set<String> inPlace = new HashSet<>();
    private final Map<String, FeatureLayout> layouts = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    GraphLayers(FrozenGraph graph, GraphSession session, ImageLayout input) {
        this.nodes = new Nodes(graph.graph());
        this.session = session;
        this.shapes = graph.shapes();
        int fixed = graph.placeholder().input().batch();
        this.batch = fixed == Shape.DYNAMIC ? GraphShapes.BATCH : fixed;
        inPlace.add(graph.image());
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

    /** The last feature maps with more than one position, the last first; pooling, padding and mere pictures are left out. */
    List<Layer> maps() {
        List<Layer> maps = new ArrayList<>();
        for (Layer layer : layers) {
            if (SpatialLayers.isMap(layer) && !PASSIVE.contains(layer.operator()) && isWeighted(layer)) {
                maps.add(0, layer);
            }
        }
        return maps;
    }

    /**
     * The maps that all branches share in which a value is made: those before the last convolutions on each way to it.
     *
     * @param value several heads' scores, joined
     */
    List<Layer> mapsBefore(String value) {
        @Nullable Set<String> shared = null;
        for (String end : lastConvolutions(value)) {
            Set<String> before = new HashSet<>(
                    nodes.ancestors(Nodes.nameOf(Nodes.inputs(nodes.get(end)).get(0))));
            if (shared == null) {
                shared = before;
            } else {
                shared.retainAll(before);
            }
        }
        Set<String> all = shared == null ? Set.of() : shared;
        return maps().stream().filter(layer -> all.contains(layer.name())).toList();
    }

    private Set<String> lastConvolutions(String value) {
        Set<String> ends = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(Nodes.nameOf(value)));
        while (!open.isEmpty()) {
            String name = open.pop();
            NodeDef node = nodes.find(name);
            if (node != null && seen.add(name)) {
                if (CONVOLUTIONS.contains(node.getOp())) {
                    ends.add(name);
                } else {
                    Nodes.inputs(node).stream().map(Nodes::nameOf).forEach(open::push);
                }
            }
        }
        return ends;
    }

    private boolean isWeighted(Layer layer) {
        return nodes.ancestors(layer.name()).stream()
                .anyMatch(name -> WEIGHTED.contains(nodes.get(name).getOp()));
    }

    private void add(NodeDef node, Set<String> fromImage, FeatureLayout start) {
        FeatureLayout inherited = Nodes.inputs(node).stream()
                .map(Nodes::nameOf)
                .filter(fromImage::contains)
                .map(input -> layouts.getOrDefault(input, start))
                .findFirst()
                .orElse(start);
        layouts.put(node.getName(), spatialLayout(node, inherited));
        if (isInPlace(node)) {
            inPlace.add(node.getName());
        }
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

    /**
     * Whether a value's axes are still those of the batch and of the picture: not behind a vector, and not with several views
     * of each picture beside each other in the batch.
     */
    private boolean isInPlace(NodeDef node) {
        boolean fromPlace = Nodes.inputs(node).stream().map(Nodes::nameOf).anyMatch(inPlace::contains);
        Optional<GraphShapes.Value> value = shapes.find(node.getName() + ":0");
        boolean vector =
                value.isPresent() && value.get().rank() >= 0 && value.get().rank() <= 2;
        return fromPlace && !vector;
    }

    /** Whether the first axis holds the pictures of the batch and nothing else. */
    private boolean isOfBatch(NodeDef node) {
        return shapes.find(node.getName() + ":0")
                .filter(value -> value.rank() > 0)
                .map(value -> value.dims()[0])
                .filter(extent -> extent >= 0 && extent != batch)
                .isEmpty();
    }

    private FeatureLayout layout(NodeDef node, int rank) {
        if (rank > 2 && !(inPlace.contains(node.getName()) && isOfBatch(node))) {
            return FeatureLayout.OTHER;
        }
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
