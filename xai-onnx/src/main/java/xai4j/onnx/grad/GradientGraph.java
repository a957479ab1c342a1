package xai4j.onnx.grad;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import xai4j.model.BackwardRule;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.FloatWidening;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.OpsetUpgrade;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;

/**
 * A model with its own backward pass: an ordinary ONNX graph that takes the image and a cotangent and gives, beside the
 * forward values asked for, the gradient of ⟨cotangent, seed⟩ for each wanted value.
 *
 * <p>Spatial sizes are those of the request, the batch stays dynamic when it was. The cotangent decides the target: a
 * one-hot row explains a class, a difference of two explains a preference, and every image of a batch may have its own.
 * float16 models are widened: image, cotangent and outputs are float32.
 */
public final class GradientGraph {
    private static final String COTANGENT = "xai4j/cotangent";
    private static final String BATCH = "N";

    private final OnnxGraph graph;
    private final Map<String, String> gradients;

    private GradientGraph(OnnxGraph graph, Map<String, String> gradients) {
        this.graph = graph;
        this.gradients = Map.copyOf(gradients);
    }

    /**
     * Writes the backward pass.
     *
     * @throws ModelException if an operator between seed and wanted values cannot be differentiated under the rule; the
     *     message names operator and node
     * @throws IllegalArgumentException if the model has no value of a given name
     */
    public static GradientGraph build(GradientRequest request) {
        GraphAnatomy model = request.model();
        OnnxGraph graph = model.graph().copy();
        Set<String> kept = request.kept();
        graph.keepOnly(kept);
        FloatWidening.apply(graph);
        OpsetUpgrade.apply(graph, model.shapes());
        specialise(graph, model.shapes());
        Shapes before = Shapes.of(graph);
        PadFolding.apply(graph, before, kept);
        BatchNormFolding.apply(graph, before, kept);
        if (request.rule() instanceof BackwardRule.Gradient) {
            PoolBeforeActivation.apply(graph, kept);
        }
        Shapes shapes = expanded(graph, request);
        List<Node> forward = List.copyOf(graph.nodes());
        BackwardPass backward = new BackwardPass(
                graph,
                shapes,
                request.wanted(),
                request.seed().value(),
                request.model().image());
        String cotangent = cotangent(graph, shapes, backward, request.seed());
        RuleBook rules = RuleBooks.of(
                request.rule(), backward, model.image(), request.seed().value());
        backward.run(request.seed().value(), cotangent, rules);
        Map<String, String> gradients = new LinkedHashMap<>();
        for (String value : request.wanted()) {
            gradients.put(value, exposed(backward, value));
        }
        Set<String> outputs = new TreeSet<>(kept);
        outputs.removeAll(graph.inputs().keySet());
        outputs.addAll(gradients.values());
        graph.keepOnly(outputs);
        SplitConvolutions.apply(graph);
        SplitTransposes.apply(graph);
        EarlyNodes.apply(graph, forward, COTANGENT);
        return new GradientGraph(graph, gradients);
    }

    /** Writes out fused operators on the way, and finds the shapes of all values. */
    private static Shapes expanded(OnnxGraph graph, GradientRequest request) {
        Shapes shapes = Shapes.of(graph);
        BackwardPass way = new BackwardPass(
                graph,
                shapes,
                request.wanted(),
                request.seed().value(),
                request.model().image());
        return Expansions.apply(graph, shapes, Set.copyOf(way.path())) ? Shapes.of(graph) : shapes;
    }

    /** Why a graph cannot be built, naming operator and node; empty when it can. */
    public static Optional<String> obstacle(GradientRequest request) {
        try {
            build(request);
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Fixes the sizes of the inputs that the request fixes, and keeps what only the file or the engine says of inner values. */
    static void specialise(OnnxGraph graph, Shapes shapes) {
        graph.values().clear();
        graph.inputs().replaceAll((name, port) -> declared(name, shapes).orElse(port));
        for (Node node : graph.nodes()) {
            if (!node.isStandard() || node.hasSubgraph() || !Shapes.hasRule(node)) {
                node.outputs().forEach(value -> declared(value, shapes)
                        .ifPresent(info -> graph.values().put(value, info)));
            }
        }
    }

    private static Optional<ValueInfo> declared(String value, Shapes shapes) {
        return shapes.shape(value).map(shape -> ValueInfo.of(value, widened(shapes.type(value)), dims(shape)));
    }

    private static ElementType widened(ElementType type) {
        return type.isFloating() && type != ElementType.DOUBLE ? ElementType.FLOAT : type;
    }

    private static List<ValueInfo.Dim> dims(Shape shape) {
        return java.util.Arrays.stream(shape.dims())
                .mapToObj(dim -> dim == Shape.DYNAMIC ? ValueInfo.Dim.symbolic(BATCH) : ValueInfo.Dim.of(dim))
                .toList();
    }

    /** Adds the cotangent as an input and gives it the seed's shape. */
    private static String cotangent(OnnxGraph graph, Shapes shapes, BackwardPass backward, Seed seed) {
        ElementType type = shapes.type(seed.value());
        Shape shape = shapes.shape(seed.value())
                .orElseThrow(() -> new ModelException("the shape of " + seed.value() + " is not known"));
        if (!type.isFloating()) {
            throw new ModelException(seed.value() + " holds " + type + ", which has no gradient");
        }
        Shape fed = seed.asScores() ? scoreShape(shapes, seed.value(), shape) : shape;
        graph.inputs().put(COTANGENT, ValueInfo.of(COTANGENT, type, dims(fed)));
        if (fed.equals(shape)) {
            return COTANGENT;
        }
        return backward.builder()
                .reshape(
                        COTANGENT,
                        java.util.Arrays.stream(shape.dims()).asLongStream().toArray());
    }

    private static Shape scoreShape(Shapes shapes, String value, Shape shape) {
        long[] dims = shapes.dims(value);
        if (dims.length == 1) {
            return Shape.of(1, Math.toIntExact(dims[0]));
        }
        long classes = 1;
        for (int i = 1; i < dims.length; i++) {
            classes *= dims[i];
        }
        return Shape.of(shape.dim(0), Math.toIntExact(classes));
    }

    /** An output that holds a gradient; zeros where the seed does not depend on the value. */
    private static String exposed(BackwardPass backward, String value) {
        ElementType type = backward.shapes().type(value);
        String gradient =
                backward.cotangent(value).orElseGet(() -> backward.builder().zerosLike(value, type));
        boolean isInput = backward.graph().inputs().containsKey(gradient);
        return isInput ? backward.builder().op("Identity", gradient) : gradient;
    }

    /**
     * The same graph for one image at a time, when it takes any number: with a batch whose size it does not know the engine
     * gives up some of its layouts and plans no memory.
     */
    public GradientGraph forSingleImages() {
        OnnxGraph single = graph.copy();
        single.inputs().replaceAll((name, port) -> port.dims()
                .map(dims -> ValueInfo.of(
                        name,
                        port.type(),
                        dims.stream().map(GradientGraph::single).toList()))
                .orElse(port));
        return new GradientGraph(single, gradients);
    }

    private static ValueInfo.Dim single(ValueInfo.Dim dim) {
        return dim.symbol().equals(BATCH) || dim.symbol().equals(BaselinePass.BATCH) ? ValueInfo.Dim.of(1) : dim;
    }

    /** The whole graph, forward and backward. */
    public OnnxGraph graph() {
        return graph;
    }

    /** Name of the input that takes the cotangent: {@code [N, K]} for scores, else the seed's shape. */
    public String cotangent() {
        return COTANGENT;
    }

    /** Name of the input that takes the DeepLIFT baseline, one image or one per image of the batch; else empty. */
    public Optional<String> baseline() {
        return graph.inputs().containsKey(BaselinePass.INPUT) ? Optional.of(BaselinePass.INPUT) : Optional.empty();
    }

    /**
     * Name of the output that holds the gradient for a wanted value; it has the value's shape.
     *
     * @throws IllegalArgumentException if that gradient was not asked for
     */
    public String gradient(String value) {
        String name = gradients.get(value);
        if (name == null) {
            throw new IllegalArgumentException("the gradient of " + value + " was not asked for");
        }
        return name;
    }
}
