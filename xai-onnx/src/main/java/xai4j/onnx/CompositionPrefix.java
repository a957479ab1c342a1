package xai4j.onnx;

import java.util.List;
import java.util.Set;
import xai4j.image.ImageLayout;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.graph.ValueInfo.Dim;

/**
 * Nodes before a network that make its input from masks: {@code Where(Gather(masks, regions), image, fill)}, so that of a batch of perturbed
 * images only the masks come from outside.
 */
final class CompositionPrefix {
    /** Input {@code [1, C, H, W]} or {@code [1, H, W, C]}. */
    static final String IMAGE = "xai4j_image";

    /** Input of the image's shape. */
    static final String FILL = "xai4j_fill";

    /** Input {@code [1, H, W]} or {@code [H, W, 1]}: ids of regions, which gathering puts where the channels broadcast. */
    static final String REGIONS = "xai4j_regions";

    /** Input {@code [N, M]}: 1 where a region is present. */
    static final String MASKS = "xai4j_masks";

    /** The first operator set with Where. */
    static final long NEEDED = 9;

    private static final String IDS = "xai4j_ids";
    private static final String PRESENCE = "xai4j_presence";
    private static final String PRESENT = "xai4j_present";
    private static final String COMPOSED = "xai4j_composed";

    private CompositionPrefix() {}

    /** A copy of a graph that computes one value from masks. */
    static OnnxGraph before(OnnxGraph network, OnnxImageInput port, String output) {
        OnnxGraph graph = network.copy();
        graph.keepOnly(Set.of(output));
        ElementType type = port.type() == ElementType.FLOAT16 ? ElementType.FLOAT : port.type();
        List<Dim> pixels = pixels(port);
        graph.inputs().remove(port.name());
        declare(graph, ValueInfo.of(IMAGE, type, pixels));
        declare(graph, ValueInfo.of(FILL, type, pixels));
        declare(graph, ValueInfo.of(REGIONS, ElementType.FLOAT, places(port)));
        declare(graph, ValueInfo.of(MASKS, ElementType.FLOAT, List.of(images(port), Dim.symbolic("xai4j_m"))));
        graph.nodes().addAll(0, nodes(port, type));
        return graph;
    }

    private static void declare(OnnxGraph graph, ValueInfo input) {
        graph.inputs().put(input.name(), input);
    }

    private static List<Node> nodes(OnnxImageInput port, ElementType type) {
        String composed = type == port.type() ? port.name() : COMPOSED;
        List<Node> nodes = List.of(
                cast(REGIONS, IDS, ElementType.INT64),
                Node.of("Gather", List.of(MASKS, IDS), List.of(PRESENCE), Attribute.of("axis", 1)),
                cast(PRESENCE, PRESENT, ElementType.BOOL),
                Node.of("Where", List.of(PRESENT, IMAGE, FILL), List.of(composed)),
                cast(COMPOSED, port.name(), port.type()));
        return type == port.type() ? nodes.subList(0, nodes.size() - 1) : nodes;
    }

    private static Node cast(String from, String to, ElementType type) {
        return Node.of("Cast", List.of(from), List.of(to), Attribute.of("to", type.number()));
    }

    private static List<Dim> pixels(OnnxImageInput port) {
        Dim channels = Dim.of(port.input().channels());
        Dim height = extent(port.input().height(), "xai4j_h");
        Dim width = extent(port.input().width(), "xai4j_w");
        return port.input().layout() == ImageLayout.NCHW
                ? List.of(Dim.of(1), channels, height, width)
                : List.of(Dim.of(1), height, width, channels);
    }

    private static List<Dim> places(OnnxImageInput port) {
        Dim height = extent(port.input().height(), "xai4j_h");
        Dim width = extent(port.input().width(), "xai4j_w");
        return port.input().layout() == ImageLayout.NCHW
                ? List.of(Dim.of(1), height, width)
                : List.of(height, width, Dim.of(1));
    }

    private static Dim images(OnnxImageInput port) {
        return extent(port.input().batch(), "xai4j_n");
    }

    private static Dim extent(int size, String symbol) {
        return size > 0 ? Dim.of(size) : Dim.symbolic(symbol);
    }
}
