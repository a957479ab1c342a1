package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;

/** What a classifier's graph consists of, found without running it: scores, logits, layers, last feature map, head. */
public final class GraphAnatomy {
    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphLinks links;
    private final String image;
    private final OutputChoice outputs;
    private final ScorePath path;
    private final AxisRoles roles;
    private final Set<String> fromImage;
    private final Set<String> branches;

    private GraphAnatomy(OnnxGraph given, Map<String, Shape> inputs, Shapes before, ScoreWish wish) {
        this.image = imagePort(given, before);
        this.outputs = choice(given, before, wish);
        this.path = outputs.path();
        this.graph = path.added().in(given);
        this.shapes = graph == given ? before : Shapes.of(graph, inputs);
        this.links = new GraphLinks(graph);
        this.branches = wish.branches();
        this.fromImage = links.descendants(List.of(image));
        this.roles = new AxisRoles(graph, shapes, image);
    }

    private GraphAnatomy(GraphAnatomy read, OnnxGraph other) {
        this.image = read.image;
        this.outputs = read.outputs;
        this.path = read.path;
        this.branches = read.branches;
        this.graph = other;
        this.shapes = Shapes.of(other);
        this.links = new GraphLinks(other);
        this.fromImage = links.descendants(List.of(image));
        this.roles = new AxisRoles(other, shapes, image);
    }

    private OutputChoice choice(OnnxGraph given, Shapes known, ScoreWish wish) {
        GraphLinks before = new GraphLinks(given);
        OutputReader reader =
                new OutputReader(given, before, known, before.descendants(List.of(image)), known.dims(image)[0]);
        return OutputChoice.of(given, before, known, reader, wish);
    }

    /**
     * Looks at a graph whose inputs are as declared.
     *
     * @throws ModelException if there is no image input or no float score per class
     */
    public static GraphAnatomy of(OnnxGraph graph) {
        return of(graph, Map.of());
    }

    /**
     * Looks at a graph for inputs of given shapes.
     *
     * @param inputs shapes that replace what the graph declares, by input name; {@link Shape#DYNAMIC} stands for the batch
     * @throws ModelException if there is no image input or no float score per class
     */
    public static GraphAnatomy of(OnnxGraph graph, Map<String, Shape> inputs) {
        return of(graph, inputs, Shapes.of(graph, inputs), ScoreWish.NONE);
    }

    /**
     * Looks at a graph for inputs of given shapes, with what is known of the scores.
     *
     * @param inputs shapes that replace what the graph declares, by input name; {@link Shape#DYNAMIC} stands for the batch
     * @param shapes those of all values for these inputs
     * @throws ModelException if there is no image input, or no output or several that may hold a score per class
     * @throws IllegalArgumentException if the wanted output is not there or holds no scores
     */
    public static GraphAnatomy of(OnnxGraph graph, Map<String, Shape> inputs, Shapes shapes, ScoreWish wish) {
        return new GraphAnatomy(graph, inputs, shapes, wish);
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

    /** The same reading of a graph that computes these values and more, with sizes of its own. */
    public GraphAnatomy seenIn(OnnxGraph sameValues) {
        return new GraphAnatomy(this, sameValues);
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

    /** What a person should know of how the scores are read from the explained output; empty when they are just that output. */
    public String scoreNote() {
        return path.note();
    }

    /** Every output in the file's order, what it was understood as, and which of them is explained. */
    public List<ModelOutput> outputs() {
        return outputs.outputs().stream().map(this::output).toList();
    }

    private ModelOutput output(OutputReader.Read read) {
        boolean explained = read.name().equals(outputs.explained());
        String why = Stream.of(read.why(), explained ? outputs.why() : "", explained ? path.note() : "")
                .filter(clause -> !clause.isEmpty())
                .collect(Collectors.joining("; "));
        return new ModelOutput(read.name(), shapes.shape(read.name()).orElse(Shape.of()), read.kind(), explained, why);
    }

    /** Number of classes. */
    public int classes() {
        return path.classes();
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
        return new SpatialLayers(graph, links, roles, onPath()).last().map(this::layer);
    }

    /** Layers on which the logits depend. */
    private Set<String> onPath() {
        Set<String> onPath = new HashSet<>(links.ancestors(List.of(path.logits())));
        onPath.retainAll(fromImage);
        branches.forEach(end -> onPath.retainAll(links.ancestors(List.of(end))));
        onPath.removeIf(value -> !isLayer(value));
        return onPath;
    }

    /** Self-attention that is written out as softmax and products. */
    public Attention attention() {
        return new AttentionFinder(graph, links, shapes, onPath(), path.logits(), shapes.dims(image)[0])
                .find(this::layer);
    }

    /** The pooling and linear map at the end, when the network has exactly that form. */
    public Optional<LinearHead> head() {
        return new HeadFinder(links, shapes, roles).find(path.logits(), this::layer);
    }
}
