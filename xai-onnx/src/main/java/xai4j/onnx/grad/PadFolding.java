package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * Makes zeros that a Pad puts around a convolution's input the padding of the convolution itself, as the engine does going forward. Going back there is
 * then no border to cut off, for which the engine would take maps out of their blocks.
 */
final class PadFolding {
    private static final int FIRST_SPATIAL = 2;

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final GraphLinks links;
    private final Collection<String> kept;

    private PadFolding(OnnxGraph graph, Shapes shapes, Collection<String> kept) {
        this.graph = graph;
        this.shapes = shapes;
        this.links = new GraphLinks(graph);
        this.kept = kept;
    }

    /**
     * Folds where nothing but convolutions reads what is padded.
     *
     * @param kept values that must stay
     */
    static void apply(OnnxGraph graph, Shapes shapes, Collection<String> kept) {
        new PadFolding(graph, shapes, kept).run();
    }

    private void run() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Node> pad =
                    node.is("Conv") ? links.producer(node.input(0)).filter(this::isFolded) : Optional.empty();
            if (pad.isPresent()) {
                nodes.add(folded(pad.get(), node));
            } else if (!isFolded(node)) {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
    }

    private boolean isFolded(Node node) {
        if (!node.is("Pad")
                || !node.text("mode", "constant").equals("constant")
                || kept.contains(node.output(0))
                || node.hasInput(3)
                || node.hasInput(2) && !isZero(node.input(2))) {
            return false;
        }
        List<Node> readers = links.consumers(node.output(0));
        return !readers.isEmpty()
                && readers.stream().allMatch(reader -> takesPadding(reader, node.output(0)))
                && shapes.longs(node.input(1)).filter(PadFolding::isSpatial).isPresent();
    }

    private boolean isZero(String value) {
        return shapes.constant(value)
                .filter(numbers -> Arrays.stream(numbers).allMatch(number -> number == 0))
                .isPresent();
    }

    private static boolean takesPadding(Node reader, String value) {
        return reader.is("Conv")
                && reader.input(0).equals(value)
                && !reader.input(1).equals(value)
                && reader.text("auto_pad", "NOTSET").equals("NOTSET");
    }

    /** Whether a padding adds to spatial axes, and to nothing else. */
    private static boolean isSpatial(long[] pads) {
        int rank = pads.length / 2;
        for (int i = 0; i < pads.length; i++) {
            if (pads[i] < 0 || i % rank < FIRST_SPATIAL && pads[i] != 0) {
                return false;
            }
        }
        return rank > FIRST_SPATIAL;
    }

    private Node folded(Node pad, Node conv) {
        long[] added = shapes.longs(pad.input(1)).orElseThrow();
        int rank = added.length / 2;
        int axes = rank - FIRST_SPATIAL;
        long[] pads = conv.integers("pads", new long[2 * axes]).clone();
        for (int i = 0; i < axes; i++) {
            pads[i] += added[FIRST_SPATIAL + i];
            pads[axes + i] += added[rank + FIRST_SPATIAL + i];
        }
        List<String> inputs = new ArrayList<>(conv.inputs());
        inputs.set(0, pad.input(0));
        return conv.rewired(inputs, conv.outputs()).with(Attribute.ints("pads", pads));
    }
}
