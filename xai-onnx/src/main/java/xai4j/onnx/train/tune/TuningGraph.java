package xai4j.onnx.train.tune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import xai4j.model.BackwardRule;
import xai4j.model.ModelException;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.FloatWidening;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.OpsetUpgrade;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;

/**
 * The part of a classifier above a layer, with its weights as inputs, the logarithms of its probabilities as output, and behind it the backward
 * pass to every weight.
 */
final class TuningGraph {
    static final String INPUT = "xai4j_tune/input";
    static final String OUTPUT = "xai4j_tune/output";

    private static final Set<String> TUNED = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

    private final GradientGraph gradients;
    private final Map<String, ConstantTensor> weights;
    private final Set<String> read;
    private final int outputs;

    private TuningGraph(GradientGraph gradients, Map<String, ConstantTensor> weights, Set<String> read, int outputs) {
        this.gradients = gradients;
        this.weights = weights;
        this.read = read;
        this.outputs = outputs;
    }

    /**
     * Cuts a classifier with logits {@code [N, K]} as its only output.
     *
     * @param layer name of the value above which weights are trained; the image input's for all of them
     * @throws ModelException if the layer does not cut the network in two, nothing above it has weights, or an operator on the way cannot be
     *     differentiated; the message names it
     */
    static TuningGraph of(Path file, String layer) {
        return of(file, layer, "LogSoftmax", Set.of());
    }

    /**
     * The same with what the file puts out as output, as it is.
     *
     * @param also further values that can be read
     */
    static TuningGraph ofOutputs(Path file, String layer, Set<String> also) {
        return of(file, layer, "Identity", also);
    }

    private static TuningGraph of(Path file, String layer, String last, Set<String> also) {
        OnnxGraph graph = widened(file);
        return of(graph, file, layer, graph.outputs().keySet().iterator().next(), last, also);
    }

    /** The same behind a feature map of a file, in the place of its own scores; to see whether it can be done. */
    static TuningGraph behind(Path file, String layer, String map) {
        OnnxGraph graph = widened(file);
        graph.nodes().add(Node.of("GlobalAveragePool", List.of(map), List.of("xai4j_tune/pooled")));
        graph.nodes()
                .add(Node.of(
                        "Flatten", List.of("xai4j_tune/pooled"), List.of("xai4j_tune/row"), Attribute.of("axis", 1)));
        graph.outputs().clear();
        graph.keepOnly(Set.of("xai4j_tune/row"));
        return of(graph, file, layer, "xai4j_tune/row", "LogSoftmax", Set.of());
    }

    private static TuningGraph of(
            OnnxGraph graph, Path file, String layer, String logits, String last, Set<String> also) {
        Shapes shapes = Shapes.of(graph);
        OpsetUpgrade.apply(graph, shapes);
        refuseQuantised(graph, file, layer);
        cut(graph, layer, logits, shapes);
        graph.nodes()
                .add(
                        last.equals("Identity")
                                ? Node.of(last, List.of(logits), List.of(OUTPUT))
                                : Node.of(last, List.of(logits), List.of(OUTPUT), Attribute.of("axis", 1)));
        graph.outputs().clear();
        graph.keepOnly(Set.of(OUTPUT));
        Map<String, ConstantTensor> weights = weights(graph);
        if (weights.isEmpty()) {
            throw new ModelException("there is nothing to tune above layer " + layer + " of " + file
                    + ": no float weights of " + TUNED.stream().sorted().collect(Collectors.joining(", ")));
        }
        weights.forEach((name, tensor) -> {
            graph.initializers().remove(name);
            List<ValueInfo.Dim> dims =
                    Arrays.stream(tensor.dims()).mapToObj(ValueInfo.Dim::of).toList();
            graph.inputs().put(name, ValueInfo.of(name, ElementType.FLOAT, dims));
        });
        GraphAnatomy anatomy = GraphAnatomy.of(graph);
        Set<String> read = new LinkedHashSet<>(also);
        read.add(OUTPUT);
        GradientRequest request =
                new GradientRequest(anatomy, Seed.scores(OUTPUT), weights.keySet(), read, BackwardRule.GRADIENT);
        return new TuningGraph(GradientGraph.build(request).forSingleImages(), weights, read, anatomy.classes());
    }

    /** The file's graph in float32, with all stored numbers as initialisers. */
    static OnnxGraph widened(Path file) {
        OnnxGraph graph = OnnxGraph.read(file);
        hoistConstants(graph);
        FloatWidening.apply(graph);
        return graph;
    }

    private static void refuseQuantised(OnnxGraph graph, Path file, String layer) {
        Set<String> above = new GraphLinks(graph).descendants(List.of(layer));
        boolean quantised = graph.nodes().stream()
                .filter(node -> node.outputs().stream().anyMatch(above::contains)
                        && !node.outputs().contains(layer))
                .anyMatch(Node::isQuantised);
        if (quantised) {
            throw new ModelException(file + " is quantised above layer " + layer
                    + ", and such weights cannot be trained; its features can be used frozen, without tuning");
        }
    }

    /** Weights of Constant nodes become initialisers. */
    private static void hoistConstants(OnnxGraph graph) {
        List<Node> rest = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.is("Constant") && node.attribute("value").isPresent()) {
                graph.add(node.attribute("value").get().tensor().withName(node.output(0)));
            } else {
                rest.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(rest);
    }

    /** Puts an input in the place of a layer. */
    private static void cut(OnnxGraph graph, String layer, String logits, Shapes shapes) {
        Shape shape = shapes.shape(layer)
                .orElseThrow(() -> new ModelException("the shape of layer " + layer + " is not known"));
        if (shape.rank() != 4) {
            throw new ModelException(
                    "layer " + layer + " " + shape + " holds no maps; tuning begins at a layer [N, C, h, w]");
        }
        List<Node> nodes = graph.nodes().stream()
                .map(node -> node.rewired(
                        node.inputs().stream()
                                .map(input -> input.equals(layer) ? INPUT : input)
                                .toList(),
                        node.outputs()))
                .toList();
        Set<String> ports =
                Set.copyOf(graph.ports().stream().map(ValueInfo::name).toList());
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
        Map<String, ValueInfo> inputs = new LinkedHashMap<>();
        inputs.put(INPUT, ValueInfo.of(INPUT, ElementType.FLOAT, dims(shape)));
        graph.inputs().clear();
        graph.inputs().putAll(inputs);
        graph.outputs().clear();
        graph.keepOnly(Set.of(logits));
        Set<String> needed = new GraphLinks(graph).ancestors(List.of(logits));
        if (ports.stream().anyMatch(needed::contains)) {
            throw new ModelException(
                    "layer " + layer
                            + " does not cut the network in two: there is a way around it; choose a layer that everything passes");
        }
        if (!needed.contains(INPUT)) {
            throw new ModelException("the scores do not depend on layer " + layer);
        }
    }

    /** Pictures run one by one. */
    private static List<ValueInfo.Dim> dims(Shape shape) {
        return LongStream.range(0, shape.rank())
                .mapToObj(axis -> ValueInfo.Dim.of(axis == 0 ? 1 : shape.dim((int) axis)))
                .toList();
    }

    /** Stored float matrices and kernels, their biases, and vectors that are added behind a product. */
    private static Map<String, ConstantTensor> weights(OnnxGraph graph) {
        Map<String, ConstantTensor> found = new LinkedHashMap<>();
        GraphLinks links = new GraphLinks(graph);
        for (Node node : graph.nodes()) {
            boolean behindProduct = node.is("Add")
                    && node.inputs().stream().anyMatch(input -> links.producer(input)
                            .filter(producer -> producer.is("MatMul"))
                            .isPresent());
            if (isTuned(node) || node.isStandard() && behindProduct) {
                for (String input : node.inputs()) {
                    ConstantTensor stored = graph.initializers().get(input);
                    if (stored != null && stored.type() == ElementType.FLOAT) {
                        found.put(input, stored);
                    }
                }
            }
        }
        return found;
    }

    /** Whether an operator's stored matrices and kernels are trained. */
    static boolean isTuned(Node node) {
        return node.isStandard() && TUNED.contains(node.operator());
    }

    /** Bytes of all values of one picture between the layer and the gradients, these not counted. */
    long bytesOfValues() {
        Shapes shapes = Shapes.of(graph());
        long elements = 0;
        for (Node node : graph().nodes()) {
            for (String value : node.outputs()) {
                elements += shapes.shape(value)
                        .map(shape -> LongStream.range(0, shape.rank())
                                .map(axis -> Math.max(1, shape.dim((int) axis)))
                                .reduce(1, Math::multiplyExact))
                        .orElse(0L);
            }
        }
        return elements * Float.BYTES;
    }

    /** How many numbers it puts out. */
    int outputs() {
        return outputs;
    }

    /** Forward and back. */
    OnnxGraph graph() {
        return gradients.graph();
    }

    /** Forward alone: the engine computes all of a graph, whatever is asked of it. */
    OnnxGraph forward() {
        OnnxGraph forward = graph().copy();
        forward.inputs().remove(cotangent());
        forward.outputs().clear();
        forward.keepOnly(read);
        return forward;
    }

    /** The trained weights as they are stored, in the order in which they are used. */
    Map<String, ConstantTensor> weights() {
        return weights;
    }

    /** Name of the input that takes what log-probabilities are weighted by. */
    String cotangent() {
        return gradients.cotangent();
    }

    /** Name of the output that holds the gradient of a weight. */
    String gradient(String weight) {
        return gradients.gradient(weight);
    }
}
