package xai4j.onnx.detection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import xai4j.image.ChannelOrder;
import xai4j.image.Fit;
import xai4j.image.Preprocessing;
import xai4j.model.ModelOutput;
import xai4j.model.detection.DetectionLayout;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A detector's graph with its raw numbers joined.
 *
 * @param graph the file's graph with the output {@link #RAW}, {@code [N, …]} flattened and joined
 * @param layout how the row is read
 * @param joined the values that the row is made of
 */
public record DetectorGraph(OnnxGraph graph, DetectionLayout layout, Set<String> joined) {
    /** Name of the joined output. */
    public static final String RAW = "xai4j_detections";

    /**
     * Ends of the branches in which boxes and scores are made, scale by scale: the last convolutions before the raw numbers. What lies before all
     * of them is what they share.
     */
    public Set<String> branches() {
        GraphLinks links = new GraphLinks(graph);
        Set<String> ends = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(RAW));
        while (!open.isEmpty()) {
            String value = open.pop();
            Optional<Node> producer = seen.add(value) ? links.producer(value) : Optional.empty();
            if (producer.filter(node -> node.is("Conv")).isPresent()) {
                ends.add(value);
            } else {
                producer.ifPresent(node ->
                        node.inputs().stream().filter(input -> !input.isEmpty()).forEach(open::push));
            }
        }
        return ends;
    }

    /** Joins values, in this order. */
    static DetectorGraph of(OnnxGraph graph, List<String> values, DetectionLayout layout, String why) {
        OnnxGraph joined = graph.copy();
        List<String> rows = new ArrayList<>();
        for (String value : values) {
            String row = RAW + "_" + rows.size();
            joined.nodes()
                    .add(Node.of("Flatten", List.of(value), List.of(row), Attribute.of("axis", 1L))
                            .named(row));
            rows.add(row);
        }
        joined.nodes()
                .add(Node.of("Concat", rows, List.of(RAW), Attribute.of("axis", 1L))
                        .named(RAW));
        joined.expose(RAW);
        return new DetectorGraph(joined, layout.because(why), Set.copyOf(values));
    }

    /** The file's own outputs, as they are read here. */
    public List<ModelOutput> described(List<ModelOutput> outputs) {
        return outputs.stream()
                .filter(output -> !output.name().equals(RAW))
                .map(output -> joined.contains(output.name())
                        ? new ModelOutput(
                                output.name(), output.shape(), ModelOutput.Kind.BOXES, true, "read as detections")
                        : new ModelOutput(
                                output.name(), output.shape(), ModelOutput.Kind.OTHER, false, "not looked at"))
                .toList();
    }

    /** The same with names of the classes, given how many there are. */
    public DetectorGraph withLabels(IntFunction<List<String>> labels) {
        return new DetectorGraph(graph, layout.withLabels(labels.apply(layout.classes())), joined);
    }

    /** How pictures are usually made for detectors of this layout, for lack of word from anybody. */
    public Preprocessing usualPreprocessing() {
        Preprocessing bytes = Preprocessing.raw().withFit(Fit.SQUASH);
        return switch (layout.name()) {
            case "yunet" -> bytes.withOrder(ChannelOrder.BGR);
            case "fastestdet" ->
                bytes.withOrder(ChannelOrder.BGR).withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
            default -> bytes.withFit(Fit.LETTERBOX).withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
        };
    }
}
