package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * Folds a BatchNormalization into the convolution before it: w′ = w·s, b′ = (b − μ)·s + β with s = γ/√(σ² + ε).
 *
 * <p>The new weights are computed by nodes of the graph, which the engine folds when the session opens. The backward pass
 * then needs no work for the normalisation, and LRP gets the convolution that its rules are made for.
 */
final class BatchNormFolding {
    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphLinks links;
    private final Collection<String> kept;
    private final List<Node> nodes = new ArrayList<>();
    private final GraphBuilder emit;

    private BatchNormFolding(OnnxGraph graph, Shapes shapes, Collection<String> kept) {
        this.graph = graph;
        this.shapes = shapes;
        this.links = new GraphLinks(graph);
        this.kept = kept;
        this.emit = new GraphBuilder(graph, nodes, "xai4j/folded/");
    }

    /**
     * Folds where a convolution's output is read by the normalisation alone.
     *
     * @param kept values that must stay
     */
    static void apply(OnnxGraph graph, Shapes shapes, Collection<String> kept) {
        new BatchNormFolding(graph, shapes, kept).run();
    }

    private void run() {
        for (Node node : graph.nodes()) {
            if (following(node).isPresent()) {
                continue;
            }
            Optional<Node> conv = node.is("BatchNormalization") ? links.producer(node.input(0)) : Optional.empty();
            if (conv.isPresent() && following(conv.get()).isPresent()) {
                nodes.add(folded(conv.get(), node));
            } else {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
    }

    /** The normalisation that alone reads a convolution. */
    private Optional<Node> following(Node node) {
        if (!node.is("Conv") || kept.contains(node.output(0)) || !isStored(node.input(1))) {
            return Optional.empty();
        }
        List<Node> readers = links.consumers(node.output(0));
        return readers.stream()
                .filter(reader -> readers.size() == 1
                        && reader.is("BatchNormalization")
                        && reader.input(0).equals(node.output(0))
                        && reader.integer("training_mode", 0) == 0
                        && reader.inputs().stream().skip(1).allMatch(this::isStored))
                .findFirst();
    }

    private boolean isStored(String value) {
        return links.stored(value).isPresent();
    }

    private Node folded(Node conv, Node norm) {
        String epsilon = emit.scalar(shapes.type(norm.output(0)), norm.number("epsilon", 1e-5f));
        String factor = emit.div(norm.input(1), emit.op("Sqrt", emit.add(norm.input(4), epsilon)));
        long[] column = new long[shapes.dims(conv.input(1)).length];
        Arrays.fill(column, 1);
        column[0] = -1;
        String weights = emit.mul(conv.input(1), emit.reshape(factor, column));
        String centred = conv.hasInput(2) ? emit.sub(conv.input(2), norm.input(3)) : emit.op("Neg", norm.input(3));
        String bias = emit.add(emit.mul(centred, factor), norm.input(2));
        return conv.rewired(List.of(conv.input(0), weights, bias), List.of(norm.output(0)));
    }
}
