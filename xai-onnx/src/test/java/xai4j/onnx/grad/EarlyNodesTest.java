package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import xai4j.model.BackwardRule;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The order of nodes in very long graphs. */
class EarlyNodesTest {
    private static OnnxGraph gradient(int length) {
        return backward(length, BackwardRule.GRADIENT);
    }

    private static OnnxGraph backward(int length, BackwardRule rule) {
        OnnxGraph graph = OnnxGraph.empty("chain", 17);
        List<ValueInfo.Dim> dims =
                List.of(ValueInfo.Dim.symbolic("N"), ValueInfo.Dim.of(1), ValueInfo.Dim.of(1), ValueInfo.Dim.of(4));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        String value = "image";
        for (int i = 0; i < length; i++) {
            graph.nodes().add(Node.of("Relu", List.of(value), List.of("v" + i)));
            value = "v" + i;
        }
        graph.nodes().add(Node.of("Flatten", List.of(value), List.of("scores")));
        graph.expose("scores");
        return GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))
                        .under(rule))
                .graph();
    }

    /** As many values wait for the backward pass as the graph is long, but each mask stands behind what it reads. */
    @Test
    void masksOfALongChainAreNotReadyAllAtOnce() {
        OnnxGraph graph = gradient(1500);
        List<Node> nodes = graph.nodes();

        assertThat(nodes.get(0).operator()).isEqualTo("Relu");
        assertThat(nodes.get(1).operator()).isEqualTo("HardSigmoid");
        assertThat(nodes.get(2).operator()).isEqualTo("Relu");
        assertThat(nodes.get(nodes.size() - 1).operator()).isEqualTo("Mul");
        assertThatEachNodeStandsBehindWhatItReads(graph);
    }

    /** Quotients stand behind the value that they are of, so that few nodes are ready at any time. */
    @Test
    void quotientsOfDeepLiftAreNotReadyAllAtOnce() {
        OnnxGraph graph = backward(1500, new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1, 1, 1, 4))));
        assertThat(graph.nodes()).hasSizeGreaterThan(12 * 1500);
        assertThat(waits(graph).filter(wait -> wait > 20)).hasSizeLessThan(10);
        assertThatEachNodeStandsBehindWhatItReads(graph);
    }

    /** How many nodes stand between each and the last that it reads. */
    private static Stream<Integer> waits(OnnxGraph graph) {
        Map<String, Integer> places = new HashMap<>();
        List<Integer> waits = new ArrayList<>();
        for (Node node : graph.nodes()) {
            int place = waits.size();
            int ready = node.inputs().stream()
                    .mapToInt(input -> places.getOrDefault(input, -1))
                    .max()
                    .orElse(-1);
            waits.add(place - ready);
            node.outputs().forEach(output -> places.put(output, place));
        }
        return waits.stream();
    }

    private static void assertThatEachNodeStandsBehindWhatItReads(OnnxGraph graph) {
        List<Node> nodes = graph.nodes();
        Set<String> known = new HashSet<>(graph.inputs().keySet());
        known.addAll(graph.initializers().keySet());
        List<String> early = new ArrayList<>();
        for (Node node : nodes) {
            node.inputs().stream().filter(input -> !known.contains(input)).forEach(early::add);
            known.addAll(node.outputs());
        }
        assertThat(early).isEmpty();
    }

    @Test
    void graphsOfUsualLengthKeepTheirOrder() {
        assertThat(gradient(100).nodes().subList(0, 101)).noneMatch(node -> node.is("HardSigmoid"));
    }
}
