package xai4j.onnx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import xai4j.numeric.CounterRandom;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/** The weights of a graph, shuffled. */
final class RandomWeights {
    private static final Set<String> OPERATORS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
    private static final int MATRIX = 2;

    private RandomWeights() {}

    /** Names of the weights of convolutions and matrix products in float32, from the last node to the first. */
    static List<String> layers(OnnxGraph graph) {
        Set<String> layers = new LinkedHashSet<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.isStandard() && OPERATORS.contains(node.operator())) {
                node.inputs().stream().filter(input -> isWeight(graph, input)).forEach(layers::add);
            }
        }
        return List.copyOf(layers);
    }

    private static boolean isWeight(OnnxGraph graph, String input) {
        ConstantTensor tensor = graph.initializers().get(input);
        return tensor != null && tensor.type() == ElementType.FLOAT && tensor.dims().length >= MATRIX;
    }

    /**
     * A copy of the graph with some weights shuffled.
     *
     * @throws IllegalArgumentException if one is no weight of the graph
     */
    static OnnxGraph shuffled(OnnxGraph graph, Collection<String> layers, long seed) {
        List<String> known = layers(graph);
        OnnxGraph copy = graph.copy();
        for (String layer : layers) {
            ConstantTensor tensor = graph.initializers().get(layer);
            if (tensor == null || !known.contains(layer)) {
                throw new IllegalArgumentException(
                        "no layer with weights is called \"" + layer + "\"; known: " + known);
            }
            copy.add(ConstantTensor.ofFloats(
                    layer, tensor.dims(), shuffled(tensor.doubles(), seed, known.indexOf(layer))));
        }
        List<ConstantTensor> elsewhere = new ArrayList<>(copy.initializers().values());
        elsewhere.stream().filter(ConstantTensor::isExternal).forEach(tensor -> copy.add(tensor.embedded()));
        return copy;
    }

    private static float[] shuffled(double[] values, long seed, int layer) {
        CounterRandom random = new CounterRandom(seed, layer);
        float[] shuffled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int other = random.below(i + 1, i);
            shuffled[i] = shuffled[other];
            shuffled[other] = (float) values[i];
        }
        return shuffled;
    }
}
