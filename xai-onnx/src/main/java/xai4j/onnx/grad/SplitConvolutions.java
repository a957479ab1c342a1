package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * Computes the parts of a convolution that is split by channels each by itself, with a part of the weights.
 *
 * <p>That is the same arithmetic, but the engine keeps maps in blocks of channels, and a Split is an operator before which
 * and after which it has to rearrange them. Going back through a Concat makes many.
 */
final class SplitConvolutions {
    /** Channels of the engine's largest block; the smaller ones divide it. */
    private static final int BLOCK = 16;

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphLinks links;
    private final List<Node> nodes = new ArrayList<>();
    private final GraphBuilder emit;

    private SplitConvolutions(OnnxGraph graph) {
        this.graph = graph;
        this.shapes = Shapes.of(graph);
        this.links = new GraphLinks(graph);
        this.emit = new GraphBuilder(graph, nodes, "xai4j/parts/");
    }

    /** Rewrites a graph in place; what is an output stays. */
    static void apply(OnnxGraph graph) {
        if (graph.nodes().stream().anyMatch(node -> node.is("Split"))) {
            new SplitConvolutions(graph).run();
        }
    }

    private void run() {
        for (Node node : graph.nodes()) {
            Optional<Node> conv = node.is("Split") ? links.producer(node.input(0)) : Optional.empty();
            if (conv.filter(this::isSplit).isPresent()) {
                addParts(conv.get(), node);
            } else if (!isSplit(node)) {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
        graph.keepOnly(List.copyOf(graph.outputs().keySet()));
    }

    /** Whether a node is a convolution of which nothing but its parts is used. */
    private boolean isSplit(Node node) {
        List<Node> readers = node.is("Conv") ? links.consumers(node.output(0)) : List.of();
        return readers.size() == 1
                && readers.get(0).is("Split")
                && node.integer("group", 1) == 1
                && !node.hasInput(2)
                && !graph.outputs().containsKey(node.output(0))
                && shapes.isKnown(node.output(0))
                && isByChannels(readers.get(0), shapes.dims(node.output(0)).length);
    }

    private boolean isByChannels(Node split, int rank) {
        return Dims.axis(split.integer("axis", 0), rank) == 1
                && split.outputs().stream().allMatch(part -> shapes.isKnown(part) && shapes.dims(part)[1] % BLOCK == 0);
    }

    private void addParts(Node conv, Node split) {
        long[] ends =
                split.outputs().stream().mapToLong(part -> shapes.dims(part)[1]).toArray();
        Arrays.parallelPrefix(ends, Long::sum);
        for (int i = 0; i < ends.length; i++) {
            long start = i == 0 ? 0 : ends[i - 1];
            String weights = rows(conv.input(1), start, ends[i]);
            nodes.add(conv.rewired(
                            List.of(conv.input(0), weights),
                            List.of(split.outputs().get(i)))
                    .named(emit.fresh("Conv")));
        }
    }

    private String rows(String weights, long from, long to) {
        Optional<ConstantTensor> stored = emit.stored(weights).filter(ConstantTensor::isRaw);
        return stored.isPresent()
                ? emit.constant("kernel", name -> stored.get().rows(name, from, to))
                : emit.op("Slice", List.of(weights, emit.longs(from), emit.longs(to), emit.longs(0)));
    }
}
