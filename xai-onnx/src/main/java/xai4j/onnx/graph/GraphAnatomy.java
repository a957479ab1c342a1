package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;

/** What a classifier's graph consists of, found without running it: scores, logits, layers, last feature map, head. */
public final class GraphAnatomy {
    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphLinks links;
    private final String image;
    private final ScorePath path;
    private final AxisRoles roles;
    private final Set<String> fromImage;

    private GraphAnatomy(OnnxGraph graph, Shapes shapes) {
        this.graph = graph;
        this.shapes = shapes;
        this.links = new GraphLinks(graph);
        this.image = imagePort(graph, shapes);
        this.fromImage = links.descendants(List.of(image));
        this.path = ScorePath.find(graph, links, shapes, fromImage);
        this.roles = new AxisRoles(graph, shapes, image);
    }

    /**
     * Looks at a graph whose inputs are as declared.
     *
     * @throws ModelException if there is no image input or no float score per class
     */
    public static GraphAnatomy of(OnnxGraph graph) {
        return new GraphAnatomy(graph, Shapes.of(graph));
    }

    /**
     * Looks at a graph for inputs of given shapes.
     *
     * @param inputs shapes that replace what the graph declares, by input name; {@link Shape#DYNAMIC} stands for the batch
     * @throws ModelException if there is no image input or no float score per class
     */
    public static GraphAnatomy of(OnnxGraph graph, Map<String, Shape> inputs) {
        return new GraphAnatomy(graph, Shapes.of(graph, inputs));
    }

    private static String imagePort(OnnxGraph graph, Shapes shapes) {
        return graph.ports().stream()
                .map(ValueInfo::name)
                .filter(name -> shapes.isKnown(name) && shapes.dims(name).length == 4)
                .findFirst()
                .orElseThrow(() -> new ModelException(graph.source()
                        + " has no image input of known size; inputs are "
                        + graph.ports().stream().map(ValueInfo::name).toList()));
    }

    /** The graph looked at. */
    public OnnxGraph graph() {
        return graph;
    }

    /** Types and shapes of all values. */
    public Shapes shapes() {
        return shapes;
    }

    /** Name of the image input. */
    public String image() {
        return image;
    }

    /** The value that holds one score per class, {@code [N, K]} up to extents of one. */
    public String scores() {
        return path.scores();
    }

    /** The value before the final softmax or sigmoid; the scores themselves when there is none. */
    public String logits() {
        return path.logits();
    }

    /** What the scores are. */
    public ScoreKind scoreKind() {
        return path.kind();
    }

    /** Number of classes. */
    public int classes() {
        return (int) ScorePath.classes(shapes, path.scores());
    }

    /** Inner float values that depend on the image, in execution order; a layer's name is the value's name. */
    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (String value : node.outputs()) {
                if (isLayer(value)) {
                    layers.add(layer(value, node));
                }
            }
        }
        return layers;
    }

    private boolean isLayer(String value) {
        return fromImage.contains(value)
                && shapes.isKnown(value)
                && shapes.type(value).isFloating();
    }

    private Layer layer(String value, Node node) {
        Shape shape = shapes.shape(value).orElse(Shape.of());
        return new Layer(value, node.qualifiedOperator(), shape, roles.layout(value));
    }

    private Layer layer(String value) {
        return links.producer(value)
                .map(node -> layer(value, node))
                .orElseGet(
                        () -> new Layer(value, "Input", shapes.shape(value).orElse(Shape.of()), roles.layout(value)));
    }

    /** The last value with spatial extent after its activation function; the last block's input of a transformer. */
    public Optional<Layer> lastSpatialLayer() {
        Set<String> onPath = new HashSet<>(links.ancestors(List.of(path.logits())));
        onPath.retainAll(fromImage);
        onPath.removeIf(value -> !isLayer(value));
        return new SpatialLayers(graph, links, roles, onPath).last().map(this::layer);
    }

    /** The pooling and linear map at the end, when the network has exactly that form. */
    public Optional<LinearHead> head() {
        return new HeadFinder(links, shapes, roles).find(path.logits(), this::layer);
    }
}
