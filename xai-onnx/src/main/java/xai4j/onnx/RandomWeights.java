package xai4j.onnx;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.backend.WeightLayers;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/** The weights of a graph, shuffled. */
final class RandomWeights {
    /** What multiplies by weights, in whatever precision. */
    private static final Set<String> OPERATORS = Set.of(
            "Conv",
            "ConvTranspose",
            "DeformConv",
            "Gemm",
            "MatMul",
            "Einsum",
            "ConvInteger",
            "MatMulInteger",
            "QLinearConv",
            "QLinearMatMul");

    /** What stands between stored weights and where they are used, and changes no weight by others. */
    private static final Set<String> PASSING = Set.of("Identity", "Cast", "Transpose", "Reshape", "DequantizeLinear");

    private static final int MATRIX = 2;

    private final OnnxGraph graph;
    private final GraphLinks links;

    private RandomWeights(OnnxGraph graph) {
        this.graph = graph;
        this.links = new GraphLinks(graph);
    }

    /** Names of the weights of convolutions and matrix products, stored in any type, from the last node to the first. */
    static WeightLayers layers(OnnxGraph graph) {
        return new RandomWeights(graph).layers();
    }

    private WeightLayers layers() {
        Set<String> layers = new LinkedHashSet<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.isStandard() && OPERATORS.contains(node.operator())) {
                node.inputs().forEach(input -> origin(input).ifPresent(layers::add));
            }
        }
        return new WeightLayers(List.copyOf(layers));
    }

    /** The name of the stored weights that a value is made of. */
    private Optional<String> origin(String value) {
        if (stored(value).isPresent()) {
            return stored(value)
                    .filter(tensor -> tensor.dims().length >= MATRIX)
                    .map(tensor -> value);
        }
        return links.producer(value)
                .filter(node -> node.isStandard() && PASSING.contains(node.operator()))
                .flatMap(node -> origin(node.input(0)));
    }

    private Optional<ConstantTensor> stored(String value) {
        ConstantTensor initializer = graph.initializers().get(value);
        return initializer != null
                ? Optional.of(initializer)
                : links.producer(value)
                        .filter(node -> node.is("Constant"))
                        .flatMap(node -> node.attribute("value"))
                        .map(Attribute::tensor);
    }

    /**
     * A copy of the graph with some weights shuffled.
     *
     * @throws IllegalArgumentException if one is no weight of the graph
     */
    static OnnxGraph shuffled(OnnxGraph graph, Collection<String> layers, long seed) {
        RandomWeights weights = new RandomWeights(graph);
        WeightLayers known = weights.layers();
        OnnxGraph copy = graph.copy();
        for (String layer : known.requireKnown(layers)) {
            ConstantTensor tensor = weights.stored(layer).orElseThrow();
            int[] order = known.order(layer, seed, Math.toIntExact(tensor.size()));
            // a Constant's value becomes an initialiser of the same name
            copy.nodes().removeIf(node -> node.is("Constant") && node.outputs().contains(layer));
            copy.add(tensor.withName(layer).reordered(order));
        }
        return copy;
    }
}
